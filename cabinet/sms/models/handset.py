"""The simulator's telephone."""

from __future__ import annotations

from django.db import models

from cabinet.core import phones
from cabinet.sms.models.outbox import SmsKind


class DeviceMessage(models.Model):
    """What lies on a simulated telephone; kept for a day. `source` absorbs a second sending of the same message."""

    source = models.UUIDField(unique=True)
    msisdn = models.CharField(max_length=15)
    sender = models.CharField(max_length=20)
    kind = models.CharField(max_length=8, choices=SmsKind)
    text = models.TextField()
    mine = models.BooleanField(default=False, db_default=False)  # sent from this telephone, not to it
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["msisdn", "-at"], name="sms_device_newest")]

    def __str__(self) -> str:
        return f"{phones.masked(self.msisdn)} {self.at:%H:%M:%S}"


class ReceiptManner(models.TextChoices):
    """How the simulated telephone reports what it got."""

    AT_ONCE = "at_once", "сразу"
    LATE = "late", "с опозданием"
    NEVER = "never", "никогда"


class Exchange(models.TextChoices):
    """What the simulated telephone is busy with."""

    USSD = "ussd", "USSD"
    CALL = "call", "звонок"


class Handset(models.Model):
    """How the simulated telephone of a number behaves, and what it is busy with.

    Without a row it reports at once, refuses nothing and lies idle.
    """

    msisdn = models.CharField(max_length=15, unique=True)
    receipts = models.CharField(max_length=8, choices=ReceiptManner, default=ReceiptManner.AT_ONCE)
    refuses = models.BooleanField(default=False)  # every SMS, for good
    exchange = models.CharField(max_length=4, choices=Exchange, blank=True, default="", db_default="")
    exchange_id = models.CharField(max_length=36, blank=True, default="", db_default="")  # the network's name for it
    shows = models.TextField(blank=True, default="", db_default="")  # what was answered last
    goes_on = models.BooleanField(default=False, db_default=False)  # the other side waits for more
    acted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return phones.masked(self.msisdn)
