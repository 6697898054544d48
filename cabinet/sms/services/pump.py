"""The pump: holds a resident gateway, and gives it from the outbox what it can take, side by side, codes first.

One thread speaks to the database: it records, claims, renews and settles; `at_once` others wait inside the gateway.
What became of some messages and the claim of the next ones are one transaction, which sets the pace.
Any number of such processes work side by side: what one has claimed is skipped by the others.

Why it looks several times a second instead of being told by NOTIFY: a listener still has to look (a notification is
lost with its connection, and nobody notifies of a pause that is over), every commit with a NOTIFY in it takes one lock
that the whole server shares, and a listening connection goes through no pooler. Three reads of an index that is nearly
empty cost less than either, and a tenth of a second more is nothing to a telephone.

When the database is away the pump keeps what it knows, claims nothing, and writes it down when the database is back.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
import uuid
from collections import Counter
from contextlib import suppress

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connection, connections
from django.utils import timezone

from cabinet.core import health
from cabinet.sms import consent
from cabinet.sms.gateways.base import Gateway, Refused
from cabinet.sms.models import URGENCY, SmsKind, SmsMessage
from cabinet.sms.services.claims import give_back, renew
from cabinet.sms.services.exchange import record_and_claim
from cabinet.sms.services.hand_over import hand_over
from cabinet.sms.services.record import NotSent, Report, record
from cabinet.sms.services.settle import settle

logger = logging.getLogger(__name__)

NAME = "sms_gateway"
KEPT_FOR_NOTICES = 8  # one in so many places is never taken by bulk
SETTLE_EVERY = 1.0  # seconds
BEAT_EVERY = 5.0  # seconds
AWAY_PAUSE = 1.0  # seconds between attempts while the database is away
GRACE = 3.0  # seconds that the last outcomes may take to be written after the gateway has closed


class Pump:
    """`run()` until asked to stop. Give it the main thread."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self._held: dict[int, SmsMessage] = {}  # claimed, and not written down yet
        self._given: queue.SimpleQueue[SmsMessage] = queue.SimpleQueue()
        self._told: queue.SimpleQueue[Report] = queue.SimpleQueue()
        self._unwritten: list[Report] = []
        self._doubtful: list[uuid.UUID] = []  # claims that the database may have granted: its answer was lost
        self._news = threading.Event()
        self._due = dict.fromkeys(("settle", "beat", "renew"), 0.0)  # by the monotonic clock

    def run(self, stop: threading.Event) -> None:
        """Open the gateway, work until `stop`, let what is under way end, and close it."""
        self.gateway.open()
        for _place in range(self.gateway.at_once):
            threading.Thread(target=self._serve, name="sms", daemon=True).start()
        while not stop.is_set():
            self._news.clear()
            away = not self._turn()
            self._news.wait(AWAY_PAUSE if away else settings.SMS_POLL)
        self._finish()

    def _turn(self, *, claims: bool = True) -> bool:
        """Everything once; False if the database is away."""
        try:
            if self._doubtful:
                self._write()  # first: it waits for what the database may still be doing for the lost answer
                give_back(self._doubtful)
                self._doubtful.clear()
            if claims and self.gateway.ready():
                self._write_and_claim()
            else:
                self._write()
            if self._held and self._is_time("renew", settings.SMS_LEASE / 3):
                renew(list(self._held.values()), now=timezone.now())
            if self._is_time("settle", SETTLE_EVERY):
                settle(timezone.now(), gateway=self.gateway)
            if self._is_time("beat", BEAT_EVERY):
                health.beat(NAME, timezone.now())
        except (OperationalError, InterfaceError) as error:
            logger.warning("sms_gateway: the database is away: %s", error)
            connection.close()
            return False
        return True

    def _write(self) -> None:
        """Record what the gateway said."""
        self._listen()
        record(self._unwritten)
        self._forget_written()

    def _write_and_claim(self) -> None:
        """Record what the gateway said, and claim what it has room for then."""
        self._listen()
        room = self._room()
        if room[SmsKind.CODE] <= 0:
            self._write()
            return
        claim = uuid.uuid4()
        self._doubtful.append(claim)
        claimed = record_and_claim(
            self._unwritten, room=room, claim=claim, gateway=self.gateway.name, now=timezone.now()
        )
        self._doubtful.remove(claim)
        self._forget_written()
        self._give(claimed)

    def _listen(self) -> None:
        with suppress(queue.Empty):
            while True:
                self._unwritten.append(self._told.get_nowait())

    def _forget_written(self) -> None:
        """Only when the database has it."""
        for report in self._unwritten:
            self._held.pop(report.message.pk, None)
        self._unwritten.clear()

    def _give(self, claimed: list[SmsMessage]) -> None:
        self._held.update((message.pk, message) for message in claimed)
        bulk = [message for message in claimed if message.kind == SmsKind.BULK]
        for message in claimed[: len(claimed) - len(bulk)]:
            self._given.put(message)
        for message in self._still_wanted(bulk) if bulk else ():
            self._given.put(message)

    def _room(self) -> dict[SmsKind, int]:
        """How many more of each kind the gateway can be given when what it said is written down.

        Places are left to what is more urgent.
        """
        at_once = self.gateway.at_once
        for_notices = at_once - self.gateway.kept_for_codes
        places = (at_once, for_notices, for_notices - max(1, at_once // KEPT_FOR_NOTICES))
        over = {report.message.pk for report in self._unwritten}
        held = Counter(message.kind for pk, message in self._held.items() if pk not in over)
        free = at_once - held.total()
        as_patient = [sum(held[kind] for kind in URGENCY[urgency:]) for urgency in range(len(URGENCY))]
        return {
            kind: min(free, max(1, place) - taken)
            for kind, place, taken in zip(URGENCY, places, as_patient, strict=True)
        }

    def _still_wanted(self, messages: list[SmsMessage]) -> list[SmsMessage]:
        """Bulk is asked about once more, many rows in one go; those that are refused, or cannot be asked, are told."""
        now = timezone.now()
        try:
            refused = consent.refused(messages)
        except Exception as error:
            logger.error("sms_gateway: nobody can say whether bulk is wanted: %s", type(error).__name__)
            outcome = Refused("nobody can say whether it is wanted", permanent=False)
            self._unwritten += [Report(message, outcome, now, False) for message in messages]
            return []
        self._unwritten += [
            Report(message, NotSent(consent.REFUSED), now, False) for message in messages if message.pk in refused
        ]
        return [message for message in messages if message.pk not in refused]

    def _serve(self) -> None:
        """One place at the gateway, in a thread of its own."""
        own = connections[DEFAULT_DB_ALIAS]
        while True:
            message = self._given.get()
            try:
                self._told.put(hand_over(message, self.gateway))
            finally:
                own.close()  # the brand was read, perhaps: so many threads must not keep as many connections
                self._news.set()

    def _is_time(self, what: str, every: float) -> bool:
        now = time.monotonic()
        if now < self._due[what]:
            return False
        self._due[what] = now + every
        return True

    def _finish(self) -> None:
        """In order: nothing new is claimed, the gateway lets what is under way end, and that is written down."""
        self.gateway.close()
        until = time.monotonic() + GRACE
        while not self._turn(claims=False) or self._held:
            self._news.clear()
            if time.monotonic() > until:
                logger.warning("sms_gateway: ended with %s messages under way; their leases lapse", len(self._held))
                break
            self._news.wait(0.1)
