"""SMS through SMPP to a local SMSC: the outbox with its process's loop, against the same client called directly.

Both hand messages to the same binds from as many threads; the outbox also claims each by a committed row, decrypts it,
and writes down what became of it and of its parts. Then: how long a login code is on its way from its commit to the
SMSC's answer, with an empty outbox and with 100,000 bulk messages in it.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

from django.db import connection, connections
from django.utils import timezone

from benchmarks.measure import Measure, rates, tell
from cabinet.embedded.children import wait_until
from cabinet.smpp_settings import SmppSettings, Where
from cabinet.sms.cipher import seal
from cabinet.sms.gateways.base import Accepted, Outcome, Outgoing
from cabinet.sms.gateways.smpp import Smpp
from cabinet.sms.models import SmsKind, SmsMessage, SmsStatus
from cabinet.sms.services.outbox import enqueue
from cabinet.sms.services.pump import Pump
from tests.smsc import Smsc

MESSAGES, ROUNDS = 2000, 5  # in a turn
BINDS, WINDOW = 2, 50
QUEUED = 100_000
CODES = 100  # of each kind
PAUSE = 0.1  # seconds between codes, on the average
TEXT = "Your number has been topped up. Thank you!"
FILL = """
INSERT INTO sms_smsmessage
    (public_id, msisdn, kind, status, body, created_at, not_after, attempts, category, gateway, error)
SELECT gen_random_uuid(), '7999' || lpad(number::text, 7, '0'), %s, 'queued', %s, now(), now() + interval '1 day', 0,
    %s, '', ''
FROM generate_series(1, %s) AS number
"""


class Timed(Smpp):
    """Notes when the SMSC has answered to each message."""

    def __init__(self, settings: SmppSettings) -> None:
        super().__init__(settings)
        self.answered: dict[UUID, float] = {}

    def send(self, message: Outgoing) -> Outcome:
        outcome = super().send(message)
        self.answered[message.public_id] = time.perf_counter()
        return outcome


def gateway_to(smsc: Smsc) -> Timed:
    binds = tuple(Where(number, "127.0.0.1", smsc.port) for number in range(1, BINDS + 1))
    return Timed(
        SmppSettings(binds=binds, system_id="portal", password="secret", sender="0611", window=WINDOW, rate=1_000_000.0)
    )


@contextmanager
def pumping(gateway: Timed) -> Iterator[None]:
    """The loop of `manage.py sms_gateway`, in a thread."""
    stop = threading.Event()

    def run() -> None:
        Pump(gateway).run(stop)
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def fill(kind: SmsKind, count: int, category: str = "") -> None:
    with connection.cursor() as cursor:
        cursor.execute(FILL, [kind, seal(TEXT), category, count])
        cursor.execute("ANALYZE sms_smsmessage")


def by_the_outbox(gateway: Timed) -> int:
    """Send what `fill` has put there; the process is running already."""
    answered = len(gateway.answered)
    fill(SmsKind.NOTICE, MESSAGES)
    # Asking the database all the while would take its time, and the process's, from what is measured.
    assert wait_until(lambda: len(gateway.answered) == answered + MESSAGES, seconds=300, pause=0.01)
    left = SmsMessage.objects.filter(status__in=("queued", "sending"))
    assert wait_until(lambda: not left.exists(), seconds=300, pause=0.005)
    return MESSAGES


def directly(gateway: Timed) -> int:
    until = timezone.now() + timedelta(days=1)
    messages = [
        Outgoing(uuid4(), f"7999{number:07}", SmsKind.NOTICE, "0611", TEXT, until) for number in range(MESSAGES)
    ]
    with ThreadPoolExecutor(gateway.at_once) as threads:
        assert all(isinstance(outcome, Accepted) for outcome in threads.map(gateway.send, messages))
    return MESSAGES


def throughput(smsc: Smsc) -> Measure:
    gateway = gateway_to(smsc)
    with pumping(gateway):
        smsc.bound(BINDS)
        ours, bare = rates(lambda: by_the_outbox(gateway), lambda: directly(gateway), rounds=ROUNDS)
    assert not SmsMessage.objects.exclude(status=SmsStatus.SENT).exists()
    return Measure("sms: through SMPP to a local SMSC", ours, bare, "SMS/s", 0.5)


def waits(gateway: Timed, count: int) -> list[float]:
    """Seconds from the commit of each code to the SMSC's answer."""
    found = []
    for _code in range(count):
        time.sleep(random.uniform(0, 2 * PAUSE))
        now = timezone.now()
        code = enqueue(
            msisdn="79031234567", text="Code 123456", kind=SmsKind.CODE, now=now, not_after=now + timedelta(minutes=10)
        )
        committed = time.perf_counter()
        assert wait_until(lambda sent=code.public_id: sent in gateway.answered, seconds=60, pause=0.002)
        found.append(gateway.answered[code.public_id] - committed)
    return found


def latency(smsc: Smsc) -> list[Measure]:
    SmsMessage.objects.all().delete()
    gateway = gateway_to(smsc)
    with pumping(gateway):
        smsc.bound(BINDS)
        waits(gateway, 5)
        alone = waits(gateway, CODES)
        fill(SmsKind.BULK, QUEUED, "advertising")
        crowded = waits(gateway, CODES)
        still = SmsMessage.objects.filter(status=SmsStatus.QUEUED).count()
        assert still > 1000, "bulk was over before the codes were"
    return [
        _wait("median", median(crowded), median(alone)),
        _wait("p95", quantiles(crowded, n=20)[-1], quantiles(alone, n=20)[-1]),
    ]


def _wait(which: str, crowded: float, alone: float) -> Measure:
    what = f"sms: a login code with {QUEUED:,} bulk queued, {which}"
    return Measure(what, crowded * 1e3, alone * 1e3, "ms", 2, at_least=False)


def main() -> None:
    with TemporaryDirectory() as directory, Smsc(Path(directory)) as smsc:
        tell([throughput(smsc), *latency(smsc)])


if __name__ == "__main__":
    main()
