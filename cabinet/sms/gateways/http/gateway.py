"""The HTTP gateway: not resident, so workers and the dispatcher give it messages; codes get the way free.

Whoever sends waits for the answer, and a gateway that hangs would make each of them wait in turn. So the first silence
holds everything but codes for `PAUSE`: a code waits behind one silent notice at most, wherever it is sent from.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from django.conf import settings

from cabinet.sms.gateways.base import Outcome, Outgoing, Refused, Unknown
from cabinet.sms.gateways.http.format import OUR_FAULT, Format
from cabinet.sms.gateways.http.portal import Portal
from cabinet.sms.gateways.http.twilio import Twilio
from cabinet.sms.gateways.http.wire import Answer, NotAnswered, NotWritten, Wire
from cabinet.sms.models import SmsKind

logger = logging.getLogger(__name__)

FORMATS: dict[str, Callable[[], Format]] = {"portal": Portal, "twilio": Twilio}
PAUSE = 15.0  # seconds without notices and bulk after a silence


class HttpGateway:
    name = "http"
    resident = False
    kept_for_codes = 0

    def __init__(self) -> None:
        self._format = FORMATS[settings.SMS_HTTP_FORMAT]()
        self.deduplicates = self._format.deduplicates
        self.at_once: int = settings.SMS_HTTP_AT_ONCE
        self._wire = Wire(timeout=settings.SMS_HTTP_TIMEOUT, connections=self.at_once, ca=settings.SMS_HTTP_CA)
        self._lock = threading.Lock()
        self._held_until = 0.0

    def open(self) -> None:
        pass  # connections are opened as they are needed, and kept

    def ready(self) -> bool:
        return True

    def send(self, message: Outgoing) -> Outcome:
        waits = self._held_until - time.monotonic()
        if waits > 0 and message.kind != SmsKind.CODE:
            return Refused("held back: the gateway was silent or asked to wait", permanent=False, after=waits)
        answer = self._wire.post(self._format.question(message))
        match answer:
            case NotWritten(reason):
                self._hold(PAUSE)
                return Refused(f"not written: {reason}", permanent=False)
            case NotAnswered(reason):
                self._hold(PAUSE)
                return Unknown(f"written, not answered: {reason}")
            case Answer():
                return self._judge(message, answer)

    def close(self) -> None:
        self._wire.close()

    def _judge(self, message: Outgoing, answer: Answer) -> Outcome:
        outcome = self._format.outcome(message, answer)
        if isinstance(outcome, Refused) and outcome.after:
            self._hold(outcome.after)
        if answer.status in OUR_FAULT or 300 <= answer.status < 400:
            logger.error("the SMS gateway answers %s: see SMS_HTTP_URL, the secrets and the clock", answer.status)
            self._hold(PAUSE)
        return outcome

    def _hold(self, seconds: float) -> None:
        with self._lock:
            self._held_until = max(self._held_until, time.monotonic() + seconds)
