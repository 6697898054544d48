"""Charging by workers, and without them where there are none."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from celery import shared_task
from django.db import connection
from django.utils import timezone

from cabinet.core.jobs import wake
from subscriptions.charging import ahead, network
from subscriptions.charging.run import charge_all
from subscriptions.models import MoneyCame, Status, Subscription

logger = logging.getLogger(__name__)

LONGEST = 50.0  # seconds of one task; what is left is the next one's
LIMIT = 300  # seconds: a batch that waits for locks is not cut off at once
RUNS_AT_ONCE = 4  # in the whole installation: they share contracts out, and more would only wait for the disk
MONEY_WAITS = timedelta(seconds=3)  # for a worker, before the dispatcher looks at it
LATE = timedelta(minutes=2)  # since it was due: by then a worker should have charged it
LOOKS_APART = timedelta(seconds=30)  # that the dispatcher looks whether anything is late

TAKE = "SELECT pg_try_advisory_lock(hashtext('subscriptions.charge'), %s)"
GIVE = "SELECT pg_advisory_unlock(hashtext('subscriptions.charge'), %s)"


@shared_task(name="subscriptions.charge", time_limit=LIMIT)
def charge() -> None:
    """Charge for what is due until nothing is, or for the time of one task, and then go on in another."""
    if run_for(LONGEST):
        wake("subscriptions.charge")


@shared_task(name="subscriptions.look_ahead", time_limit=1800)
def look() -> None:
    """Warn of what there will be no money for; find what waits for nothing."""
    now = timezone.now()
    warned, overlooked = ahead.warn(now=now), ahead.look_again(now=now)
    if overlooked:
        logger.warning("charging: %s accounts had enough money for what was suspended", overlooked)
        wake("subscriptions.charge")
    network.tidy(now=now)
    logger.info("charging: %s contracts are warned", warned)


def run_for(seconds: float) -> bool:
    """Charge for at most `seconds`; returns whether something is left that nobody else is charging."""
    began = time.monotonic()
    with _place() as there_is:
        if not there_is:
            return False
        return charge_all(clock=timezone.now, go_on=lambda: time.monotonic() - began < seconds).more


@contextmanager
def _place() -> Iterator[bool]:
    """Whether there is one among the runs of this moment. What is killed loses its place with its connection."""
    for number in range(RUNS_AT_ONCE):
        with connection.cursor() as cursor:
            cursor.execute(TAKE, [number])
            taken = cursor.fetchone()[0]
        if taken:
            break
    else:
        yield False
        return
    try:
        yield True
    finally:
        with connection.cursor() as cursor:
            cursor.execute(GIVE, [number])


class Looks:
    """Whether the dispatcher has to charge, because no worker did."""

    def __init__(self) -> None:
        self._next: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """Money that waits is seen at once; what is late, every half a minute."""
        if MoneyCame.objects.filter(at__lte=now - MONEY_WAITS).exists():
            return True
        if self._next is not None and now < self._next:
            return False
        self._next = now + LOOKS_APART
        return Subscription.objects.filter(status=Status.ACTIVE, due_at__lte=now - LATE).exists()


def charge_late(_now: datetime) -> int:
    """What the dispatcher does, in a thread of its own."""
    run_for(LONGEST)
    return 1
