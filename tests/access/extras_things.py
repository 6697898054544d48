"""What the pages of services are asked about: one that can be had for nothing, and one that a line has."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from cabinet.core.channels import Channel
from subscriptions.extras.costs import cost_of
from subscriptions.extras.judging import judge
from subscriptions.extras.parting import parting_of
from subscriptions.extras.state import read_state
from subscriptions.models import Every, Kind, Service, Subscription
from tests.access.world import World


def free_code(_world: World, _line: Any) -> str:
    return _service("free").code


def held_code(_world: World, line: Any) -> str:
    return _held(line).code


def agreed_on(_world: World, line: Any) -> str:
    """What the page of `free_code` would show about `line`."""
    service = _service("free")
    state = read_state(line, now=timezone.now())
    return cost_of(state, judge(state, service)).fingerprint


def agreed_off(_world: World, line: Any) -> str:
    state = read_state(line, now=timezone.now())
    return parting_of(state, _held(line)).fingerprint


def _service(code: str) -> Service:
    fields = {"name_ru": "Услуга", "name_en": "Service", "every": Every.NEVER, "kinds": ["mobile"]}
    return Service.objects.get_or_create(code=code, defaults=fields)[0]


def _held(line: Any) -> Subscription:
    now, service = timezone.now(), _service("held")
    fields = {"service": service, "started_at": now, "anchor": now.date(), "channel": Channel.PAGE}
    return Subscription.objects.get_or_create(line=line, kind=Kind.SERVICE, code="held", defaults=fields)[0]
