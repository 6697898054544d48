"""Wishes about content in «История заявок»: what needs no network is done as soon as it was asked for (T8)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from cabinet.accounts.models import Line, User
from cabinet.core.channels import Channel
from cabinet.requests.models import Request, RequestStatus
from cabinet.requests.services.steps import move, open_request
from subscriptions.models import ContentService

ON, OFF, BAN, BAN_LIFTED = "content_on", "content_off", "content_ban", "content_ban_off"


def write_down(
    kind: str,
    *,
    line: Line,
    by: User | None,
    channel: Channel,
    now: datetime,
    services: Iterable[ContentService] = (),
    made_by: User | None = None,
) -> Request:
    """A request of `kind` about `services` of `line` that is done within its caller's transaction, by `made_by`."""
    about = [
        {"code": each.code, "ru": each.name_ru, "en": each.name_en, "number": each.short_number} for each in services
    ]
    who = made_by or by
    request = open_request(
        kind=kind, now=now, user=by, line=line, made_by=who, channel=channel, payload={"services": about, "kind": kind}
    )
    move(request, to=RequestStatus.DONE, now=now, made_by=who)
    return request
