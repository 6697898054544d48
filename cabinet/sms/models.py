"""The SMS outbox, and the simulator's telephone."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cabinet.core import phones


class SmsKind(models.TextChoices):
    CODE = "code", _("код")
    NOTICE = "notice", _("уведомление")


class SmsStatus(models.TextChoices):
    QUEUED = "queued", _("в очереди")
    SENDING = "sending", _("отправляется")
    SENT = "sent", _("отправлено")
    DELIVERED = "delivered", _("доставлено")
    FAILED = "failed", _("не отправлено")
    EXPIRED = "expired", _("просрочено")
    UNKNOWN = "unknown", _("неизвестно")


WAITING = (SmsStatus.QUEUED, SmsStatus.SENDING)


class SmsMessage(models.Model):
    """One SMS that the portal promised to send. It is a row first; the gateway hears of it after the commit.

    The text is encrypted, and wiped as soon as it cannot be needed: nothing is kept of a message that left.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # the gateway's idempotency key
    msisdn = models.CharField(_("номер"), max_length=15)
    line_public_id = models.UUIDField(null=True, blank=True, db_index=True)  # which life of the number
    kind = models.CharField(_("вид"), max_length=8, choices=SmsKind)
    status = models.CharField(_("состояние"), max_length=10, choices=SmsStatus, default=SmsStatus.QUEUED)
    body = models.BinaryField(default=b"", editable=False)
    dedup_key = models.CharField(max_length=100, null=True, unique=True, editable=False)
    not_after = models.DateTimeField(_("нужно до"))
    created_at = models.DateTimeField(_("создано"))
    claim = models.UUIDField(null=True, editable=False)  # who is sending it now; each claim has a number of its own
    lease_until = models.DateTimeField(null=True, editable=False)
    next_attempt_at = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveIntegerField(_("попыток"), default=0)
    gateway_id = models.CharField(_("номер у шлюза"), max_length=80, blank=True)
    finished_at = models.DateTimeField(_("завершено"), null=True, blank=True)
    error = models.CharField(_("причина"), max_length=200, blank=True)

    class Meta:
        verbose_name = "SMS"
        verbose_name_plural = "SMS"
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=WAITING) | Q(body=b""), name="sms_message_wiped_when_it_left"
            ),
            models.CheckConstraint(
                condition=Q(status="sending", claim__isnull=False, lease_until__isnull=False) | ~Q(status="sending"),
                name="sms_message_sending_is_claimed",
            ),
        ]
        indexes = [
            models.Index("kind", "id", condition=Q(status="queued"), name="sms_message_queue"),
            models.Index("lease_until", condition=Q(status="sending"), name="sms_message_leases"),
            models.Index(fields=["msisdn", "-id"], name="sms_message_of_number"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {phones.masked(self.msisdn)}"


class DeviceMessage(models.Model):
    """What lies on a simulated telephone; kept for a day. `source` absorbs a second sending of the same message."""

    source = models.UUIDField(unique=True)
    msisdn = models.CharField(max_length=15)
    sender = models.CharField(max_length=20)
    kind = models.CharField(max_length=8, choices=SmsKind)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["msisdn", "-at"], name="sms_device_newest")]

    def __str__(self) -> str:
        return f"{phones.masked(self.msisdn)} {self.at:%H:%M:%S}"
