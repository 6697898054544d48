"""An outbox whose gateway does what it is told."""

from datetime import timedelta

from django.utils import timezone

from cabinet.sms.gateways.base import Accepted
from cabinet.sms.models import SmsKind, SmsMessage
from cabinet.sms.services import dispatch
from cabinet.sms.services.outbox import enqueue

MSISDN = "79031234567"


class Scripted:
    """A gateway that does what it is told, and remembers what it was given."""

    name, deduplicates, resident, at_once = "scripted", False, False, 1

    def __init__(self, *outcomes):
        self.outcomes, self.given = list(outcomes), []

    def send(self, message):
        self.given.append(message)
        outcome = self.outcomes.pop(0) if self.outcomes else Accepted(("g",))
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome


def promise(kind=SmsKind.NOTICE, *, ttl=timedelta(minutes=10), text="Привет", **fields):
    now = timezone.now()
    return enqueue(msisdn=MSISDN, text=text, kind=kind, now=now, not_after=now + ttl, **fields)


def sweep() -> None:
    dispatch.dispatch(timezone.now())


def status(message) -> str:
    return SmsMessage.objects.get(pk=message.pk).status
