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
    """A line on `tariff` for the whole of `span` or for a part of it; `services` that stay, `codes` of all it has."""

    line: Line
    tariff: Tariff
    span: Span
    services: tuple[Service, ...]
    codes: frozenset[str]
    today: date

    @property
    def basis(self) -> str:
        """Changes with whatever makes what was computed wrong."""
        parts = [self.span.since.isoformat(), str(self.tariff.pk), *(str(service.pk) for service in self.services)]
        return sha256(" ".join([*parts, *sorted(self.codes)]).encode()).hexdigest()


def having(lines: Sequence[Line], *, now: datetime) -> list[Having]:
    """Of each of `lines` (with its contract) that has a tariff, and was there for all of the months. One statement."""
    held: dict[int, list[Subscription]] = defaultdict(list)
    for subscription in live(lines).exclude(kind=Kind.CONTENT):
        held[subscription.line_id].append(subscription)
    found = (_having(line, held[line.pk], now) for line in lines)
    return [each for each in found if each is not None and each.line.opened_at <= each.span.since]


def _having(line: Line, held: list[Subscription], now: datetime) -> Having | None:
    own = next((each for each in held if each.tariff is not None and each.status != Status.PENDING), None)
    if own is None or own.tariff is None:
        return None
    zone = ZoneInfo(line.contract.time_zone)
    services = [each.service for each in held if each.service is not None]
    staying = [each.service for each in held if each.service is not None and each.ends_at is None]
    return Having(
        line=line,
        tariff=own.tariff,
        span=span_of(anchor=own.anchor, now=now, zone=zone),
        services=tuple(sorted(staying, key=lambda service: service.pk)),
        codes=frozenset(service.code for service in services),
        today=day_of(now, zone),
    )
