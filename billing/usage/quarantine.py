"""What was put aside is rated after all, or let go; by whom, stays with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from billing.models import QuarantinedEvent, UsageBatch
from billing.usage.events import Event
from billing.usage.rating import rate_batch
from billing.usage.reading import read_again
from cabinet.accounts.models import Line, User
from cabinet.core.channels import Channel

AT_ONCE = 10_000  # rows of one press of a button


@transaction.atomic
def replay(*, ids: Iterable[int], by: User, now: datetime) -> UsageBatch | None:
    """Rate those of the rows `ids` that are not settled; nothing, if all are. What still cannot be rated is put aside
    again, with the reason of now, in the batch that is returned."""
    rows = _open(ids)
    if not rows:
        return None
    _settle(rows, by, now)  # before rating: what waits already would not be put aside again
    batch = rate_batch(events=[read_again(row.raw) for row in rows], name="quarantine", channel=Channel.STAFF, now=now)
    _those(rows).update(replayed_in=batch)
    return batch


@transaction.atomic
def let_go(*, ids: Iterable[int], by: User, now: datetime) -> int:
    """Settle those of the rows `ids` that are not, without rating; returns how many they were. The network may still
    bring such an event again: then it is a new one."""
    rows = _open(ids)
    _settle(rows, by, now)
    return len(rows)


def lines_of(rows: Iterable[QuarantinedEvent]) -> list[Line]:
    """The lines that the rows are about, as far as can be told."""
    events = [event for row in rows if isinstance(event := read_again(row.raw), Event)]
    numbers = {event.number for event in events}
    found = Line.objects.select_related("contract__owner").filter(Q(msisdn__in=numbers) | Q(number__in=numbers))
    return [line for line in found.order_by("pk") if any(_was(line, event) for event in events)]


def _was(line: Line, event: Event) -> bool:
    held = line.opened_at <= event.started_at and (line.closed_at is None or event.started_at < line.closed_at)
    return held and event.number == (line.msisdn or line.number)


def _open(ids: Iterable[int]) -> list[QuarantinedEvent]:
    rows = QuarantinedEvent.objects.select_for_update(no_key=True).filter(pk__in=list(ids)[:AT_ONCE], settled_at=None)
    return list(rows.order_by("pk"))


def _settle(rows: Sequence[QuarantinedEvent], by: User, now: datetime) -> None:
    _those(rows).update(settled_at=now, settled_by=by)


def _those(rows: Sequence[QuarantinedEvent]) -> QuerySet[QuarantinedEvent]:
    return QuarantinedEvent.objects.filter(pk__in=[row.pk for row in rows])
