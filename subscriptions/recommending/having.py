"""What lines have, as far as it decides what would be cheaper for them: read for many lines at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from cabinet.accounts.models import Line
from subscriptions.charging.periods import day_of
from subscriptions.models import Kind, Service, Status, Subscription, Tariff
from subscriptions.recommending.spans import Span, span_of
from subscriptions.selectors import live


@dataclass(frozen=True, slots=True)
class Having:
    """A line on `tariff` for the whole of `span` or for a part of it. `held`: all services it has; `services`: those
    that stay; `ready`: codes of those that stay and work now, so that others may lean on them."""

    line: Line
    tariff: Tariff
    span: Span
    services: tuple[Service, ...]
    held: tuple[Service, ...]
    ready: frozenset[str]
    today: date

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(service.code for service in self.held)

    @property
    def basis(self) -> str:
        """Changes with whatever makes what was computed wrong."""
        parts = [self.span.since.isoformat(), str(self.tariff.pk), *(str(service.pk) for service in self.services)]
        return sha256(" ".join([*parts, *sorted(self.codes), "+", *sorted(self.ready)]).encode()).hexdigest()


def having(lines: Sequence[Line], *, now: datetime) -> list[Having]:
    """Of each of `lines` (with its contract) that has a tariff, and was there for all of the months. One statement."""
    held: dict[int, list[Subscription]] = defaultdict(list)
    for subscription in live(lines).exclude(kind=Kind.CONTENT):
        held[subscription.line_id].append(subscription)
    found = (having_of(line, held[line.pk], now=now) for line in lines)
    return [each for each in found if each is not None and each.line.opened_at <= each.span.since]


def having_of(line: Line, held: Sequence[Subscription], *, now: datetime) -> Having | None:
    """The same of one line that has `held`, its tariff and services; None without a tariff."""
    own = next((each for each in held if each.tariff is not None and each.status != Status.PENDING), None)
    if own is None or own.tariff is None:
        return None
    zone = ZoneInfo(line.contract.time_zone)
    staying = [each for each in held if each.ends_at is None]
    return Having(
        line=line,
        tariff=own.tariff,
        span=span_of(anchor=own.anchor, now=now, zone=zone),
        services=_services(staying),
        held=_services(held),
        ready=frozenset(each.code for each in staying if each.service is not None and each.status == Status.ACTIVE),
        today=day_of(now, zone),
    )


def _services(held: Sequence[Subscription]) -> tuple[Service, ...]:
    return tuple(sorted((each.service for each in held if each.service is not None), key=lambda service: service.pk))
