"""What the network is told: an outbox of orders; and what the simulated network has heard."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cabinet.core import phones


class Operation(models.TextChoices):
    BLOCK = "block", _("заблокировать")
    UNBLOCK = "unblock", _("разблокировать")
    TRANSFER = "transfer", _("перенести номер")
    TRANSFER_STATE = "transfer_state", _("узнать о переносе")
    CANCEL_TRANSFER = "cancel_transfer", _("отменить перенос")
    SWITCH_ON = "switch_on", _("включить услугу")
    SWITCH_OFF = "switch_off", _("выключить услугу")
    TARIFF = "tariff", _("перевести на тариф")
    SUSPEND = "suspend", _("приостановить связь")
    RESUME = "resume", _("возобновить связь")


class OrderStatus(models.TextChoices):
    QUEUED = "queued", _("в очереди")
    TELLING = "telling", _("передаётся")
    DONE = "done", _("выполнено")
    REFUSED = "refused", _("отказано")
    UNKNOWN = "unknown", _("неизвестно")
    WITHDRAWN = "withdrawn", _("отозвано")


WAITING = (OrderStatus.QUEUED, OrderStatus.TELLING)
# Saying these again changes nothing, whatever became of the first time.
PROVISIONS = (Operation.SWITCH_ON, Operation.SWITCH_OFF, Operation.TARIFF, Operation.SUSPEND, Operation.RESUME)
REPEATABLE = (Operation.BLOCK, Operation.UNBLOCK, Operation.TRANSFER_STATE, *PROVISIONS)


class NetworkOrder(models.Model):
    """One thing that the network must be told. It is a row first; the network hears of it after the commit.

    Orders of one `msisdn` are told in the order in which they were made. What they carry besides is encrypted, and
    wiped as soon as the network has answered for good.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # the network's idempotency key
    operation = models.CharField(_("что"), max_length=16, choices=Operation)
    msisdn = models.CharField(_("номер"), max_length=15)
    line_public_id = models.UUIDField(null=True, blank=True, db_index=True)  # which life of the number
    status = models.CharField(_("состояние"), max_length=10, choices=OrderStatus, default=OrderStatus.QUEUED)
    body = models.BinaryField(default=b"", editable=False)
    facts = models.JSONField(_("ответ"), default=dict)
    error = models.CharField(_("причина"), max_length=200, blank=True)
    attempts = models.PositiveIntegerField(_("попыток"), default=0)
    claim = models.UUIDField(null=True, editable=False)  # who is telling it now; each claim has a number of its own
    lease_until = models.DateTimeField(null=True, editable=False)
    next_attempt_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(_("создано"))
    finished_at = models.DateTimeField(_("завершено"), null=True, blank=True)

    class Meta:
        verbose_name = _("распоряжение сети")
        verbose_name_plural = _("распоряжения сети")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=WAITING, finished_at=None)
                | (~Q(status__in=WAITING) & Q(finished_at__isnull=False, body=b"")),
                name="network_order_ended_is_wiped",
            ),
            models.CheckConstraint(
                condition=Q(status="telling", claim__isnull=False, lease_until__isnull=False) | ~Q(status="telling"),
                name="network_order_telling_is_claimed",
            ),
        ]
        indexes = [
            models.Index("msisdn", "id", condition=Q(status__in=WAITING), name="network_order_lanes"),
            models.Index("id", condition=Q(status__in=WAITING), name="network_order_waiting"),
            models.Index("id", condition=Q(status="refused"), name="network_order_refused"),
        ]

    def __str__(self) -> str:
        return f"{self.get_operation_display()} {phones.masked(self.msisdn)}"

    @property
    def is_waiting(self) -> bool:
        return self.status in WAITING


class Told(models.Model):
    """One thing that the simulated network heard and did; hearing it again is absorbed by `operation_id`."""

    operation_id = models.UUIDField(unique=True)
    operation = models.CharField(max_length=16, choices=Operation)
    msisdn = models.CharField(max_length=15, blank=True)
    details = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["msisdn", "-id"], name="network_told_newest")]

    def __str__(self) -> str:
        return f"{self.operation} {phones.masked(self.msisdn)}"
