"""What the tests of the SMPP gateway say and see: messages, what was written down, senders side by side."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from queue import Queue
from typing import Any
from uuid import uuid4

from django.utils import timezone

from cabinet.embedded.children import wait_until
from cabinet.sms.gateways.base import Outcome, Outgoing
from cabinet.sms.gateways.smpp import Smpp
from cabinet.sms.gateways.smpp.inbox import Handlers
from cabinet.sms.models import SmsKind

MSISDN = "79031234567"
SENDER = "0611"
QUICK = {
    "answer_within": 5.0,
    "enquire_every": 60.0,
    "reconnect_after": 0.02,
    "reconnect_at_most": 0.05,
    "slower_pause": 0.05,
    "again_after": 0.02,
    "close_within": 5.0,
    "rate": 1000.0,
}


def message(text: str = "Balance 10", *, kind: SmsKind = SmsKind.NOTICE, within: float = 60.0, **more: Any) -> Outgoing:
    """A message that is of use for `within` seconds."""
    fields = {"msisdn": MSISDN, "sender": "Оператор", "not_after": timezone.now() + timedelta(seconds=within)} | more
    return Outgoing(public_id=uuid4(), kind=kind, text=text, **fields)


class Written:
    """Stands where the portal writes down what came; `away`: the next writes fail with this."""

    def __init__(self) -> None:
        self.receipts: Queue[dict[str, Any]] = Queue()
        self.incoming: Queue[dict[str, Any]] = Queue()
        self.away: list[Exception] = []

    def handlers(self) -> Handlers:
        return Handlers(receipt=self._put(self.receipts), incoming=self._put(self.incoming))

    def _put(self, queue: Queue[dict[str, Any]]) -> Callable[..., None]:
        def put(**facts: Any) -> None:
            if self.away:
                raise self.away.pop(0)
            queue.put(facts)

        return put

    def receipt(self) -> dict[str, Any]:
        """The next receipt; waits for it."""
        return self.receipts.get(timeout=20)

    def message(self) -> dict[str, Any]:
        return self.incoming.get(timeout=20)


class Threads:
    """Sends side by side, as the gateway's process does."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(64)

    def send(self, gateway: Smpp, outgoing: Outgoing) -> Future[Outcome]:
        return self._pool.submit(gateway.send, outgoing)

    def run(self, work: Callable[[], None]) -> Future[None]:
        return self._pool.submit(work)

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)


def until(condition: Callable[[], bool]) -> bool:
    """Wait until `condition` holds; False if it never does."""
    return wait_until(condition, seconds=20.0)
