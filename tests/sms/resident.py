"""A resident gateway that does what a test tells it, and a pump that runs in a thread of the test."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connections
from django.utils import timezone

from cabinet.embedded.children import wait_until
from cabinet.sms.gateways.base import Accepted, Outcome, Outgoing
from cabinet.sms.models import BulkCategory, SmsKind, SmsMessage
from cabinet.sms.services.outbox import enqueue
from cabinet.sms.services.pump import Pump

PATIENCE = 20.0  # seconds
NUMBER = "79031234567"


class Resident:
    """Answers at once with `outcomes`, then with an acceptance of its own numbers; `hold()` makes it wait inside."""

    name, deduplicates, resident = "resident", False, True

    def __init__(self, *outcomes: Outcome, at_once: int = 8) -> None:
        self.outcomes = list(outcomes)
        self.at_once = at_once
        self.kept_for_codes = at_once // 8
        self.given: list[Outgoing] = []
        self.is_ready = True
        self.opened = self.closed = 0
        self.free = threading.Event()
        self.free.set()
        self._lock = threading.Lock()

    def open(self) -> None:
        self.opened += 1

    def ready(self) -> bool:
        return self.is_ready

    def close(self) -> None:
        self.closed += 1

    def send(self, message: Outgoing) -> Outcome:
        with self._lock:
            self.given.append(message)
            number = len(self.given)
            outcome = self.outcomes.pop(0) if self.outcomes else Accepted((f"{self.name}-{id(self)}-{number}",))
        assert self.free.wait(PATIENCE)
        return outcome

    def hold(self) -> None:
        self.free.clear()

    def of(self, kind: SmsKind) -> list[Outgoing]:
        return [message for message in self.given if message.kind == kind]


@contextmanager
def pumping(*gateways: Resident) -> Iterator[None]:
    """A pump for each of `gateways`, stopped in order afterwards."""
    stop = threading.Event()

    def run(gateway: Resident) -> None:
        try:
            Pump(gateway).run(stop)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[gateway]) for gateway in gateways]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for gateway in gateways:
            gateway.free.set()
        stop.set()
        for thread in threads:
            thread.join(PATIENCE)


def becomes(condition: Callable[[], bool]) -> bool:
    return wait_until(condition, seconds=PATIENCE)


def pause(seconds: float) -> None:
    time.sleep(seconds)


def promise(
    kind: SmsKind = SmsKind.NOTICE, times: int = 1, *, ttl: timedelta = timedelta(minutes=10)
) -> list[SmsMessage]:
    now = timezone.now()
    category = BulkCategory.ADVERTISING if kind == SmsKind.BULK else None
    return [
        enqueue(msisdn=NUMBER, text=f"Привет {number}", kind=kind, now=now, not_after=now + ttl, category=category)
        for number in range(times)
    ]


def statuses() -> Counter[str]:
    return Counter(SmsMessage.objects.values_list("status", flat=True))
