"""What staff see of the sending of SMS at one glance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils.translation import gettext as _

from cabinet.sms.models import URGENCY, SmsKind, SmsStatus
from cabinet.sms.selectors import Fate, Queue

SHOWN = (SmsStatus.DELIVERED, SmsStatus.SENT, SmsStatus.FAILED, SmsStatus.EXPIRED, SmsStatus.UNKNOWN)


@dataclass
class Shares:
    """Of `total` messages, how many ended so or stand so."""

    total: int = 0
    of: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, status: str, count: int) -> None:
        self.total += count
        self.of[status] += count

    def columns(self) -> list[str]:
        """How many in all, and the share of each of `SHOWN` with its count."""
        return [str(self.total), *(self._share(self.of[status]) for status in SHOWN)]

    def _share(self, count: int) -> str:
        return f"{_percent(count, self.total)} ({count})" if count else "—"


@dataclass
class Way:
    """Messages of one kind by one gateway."""

    kind: SmsKind
    gateway: str
    hour: Shares = field(default_factory=Shares)
    day: Shares = field(default_factory=Shares)


def ways(fates: Iterable[Fate]) -> list[Way]:
    """By kind, the most urgent first, then by gateway."""
    found: dict[tuple[int, str], Way] = {}
    for fate in fates:
        kind = SmsKind(fate.kind)
        way = found.setdefault((URGENCY.index(kind), fate.gateway), Way(kind, fate.gateway))
        way.hour.add(fate.status, fate.hour)
        way.day.add(fate.status, fate.day)
    return [found[place] for place in sorted(found)]


def queue_rows(queues: Iterable[Queue]) -> list[tuple[str, int, str, int]]:
    """Kind, how many wait, how long the oldest of them has, how many have a time that has not come."""
    return [
        (str(queue.kind.label), queue.waiting, _long(queue.oldest) if queue.waiting else "—", queue.later)
        for queue in queues
    ]


def _percent(count: int, total: int) -> str:
    """Never 100% of almost all, nor 0% of a few."""
    share = 100 * count / total
    if count == total or 1 <= share <= 99:
        return f"{share:.0f}%"
    return ">99%" if share > 99 else "<1%"


def _long(time: timedelta) -> str:
    seconds = int(time.total_seconds())
    if seconds < 120:
        return _("%(n)d с") % {"n": seconds}
    if seconds < 2 * 60 * 60:
        return _("%(n)d мин") % {"n": seconds // 60}
    return _("%(n)d ч") % {"n": seconds // 3600}
