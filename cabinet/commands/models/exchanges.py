"""Sessions of USSD and calls of the voice menu, for as long as a machine may ask the same again."""

from __future__ import annotations

from django.db import models

from cabinet.core import phones
from cabinet.core.channels import Channel


class Exchange(models.Model):
    """One session or call, under the name that the operator's machine gave it; one telephone's, from its first step.

    `msisdn` is empty where the network did not say who calls.
    """

    channel = models.CharField(max_length=8, choices=Channel)
    name = models.CharField(max_length=80)
    msisdn = models.CharField(max_length=15, blank=True, db_index=True)
    started_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "name"], name="commands_exchange_once")]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {phones.masked(self.msisdn)}"


class ExchangeStep(models.Model):
    """What was asked (as a keyed hash) and answered (encrypted) at one step."""

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    answer = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exchange", "step"], name="commands_step_once")]

    def __str__(self) -> str:
        return f"{self.exchange_id} {self.step}"
