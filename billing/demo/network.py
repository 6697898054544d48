"""The simulated network: while the demonstration is up, its numbers call, write and load pages, as all year."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from django.db.models import Exists, OuterRef

from billing.demo.usage import EXTRAS, FRIENDS, MB
from billing.models import Bucket, LineRate, Unit, UsageBatch
from billing.usage.events import Event
from billing.usage.rating import rate_batch
from cabinet.accounts.models import Line, LineKind, LineStatus

NETWORK = "simulator"
DEAR = 0.02  # the share of what packages do not pay for
LONGEST_AGO = 120  # seconds before the report that something may have begun
SESSION = 20 * MB  # at most


def report(*, now: datetime, about: int, random: Random) -> UsageBatch:
    """The network reports `about` events of the last two minutes: so many numbers chosen by chance had one each."""
    lines = _busy(now, about, random)
    return rate_batch(events=[_event(line, now, random) for line in lines], name=NETWORK, now=now)


def _busy(now: datetime, about: int, random: Random) -> list[Line]:
    """Of those that have packages: nobody's money runs away while the demonstration is looked at."""
    rated = LineRate.objects.filter(from_at__lte=now).values("line")
    packages = Bucket.objects.filter(line=OuterRef("pk"), from_at__lte=now, until_at__gt=now)
    working = Line.objects.filter(closed_at=None, status=LineStatus.ACTIVE, msisdn__isnull=False)
    lines = working.filter(Exists(packages), pk__in=rated)
    keys = list(lines.values_list("pk", flat=True))
    return list(lines.filter(pk__in=random.sample(keys, min(about, len(keys)))))


def _event(line: Line, now: datetime, random: Random) -> Event:
    at = now - timedelta(seconds=random.randint(1, LONGEST_AGO))
    name = f"{line.number}-{at:%Y%m%d%H%M%S%f}"
    if line.kind == LineKind.MODEM or random.random() < 0.6:
        return Event(NETWORK, name, line.number, Unit.DATA, False, at, random.randint(MB // 8, SESSION))
    if random.random() < DEAR:
        extra = random.choice(EXTRAS)
        price = extra.price
        return Event(NETWORK, name, line.number, price.unit, price.roaming, at, extra.volume, extra.counterpart)
    if random.random() < 0.3:
        return Event(NETWORK, name, line.number, Unit.SMS, False, at, 1, random.choice(FRIENDS))
    return Event(NETWORK, name, line.number, Unit.VOICE, False, at, random.randint(5, 240), random.choice(FRIENDS))
