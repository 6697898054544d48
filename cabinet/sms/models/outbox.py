"""The SMS outbox: what was promised, in what pieces it left, and what the network reported."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from cabinet.core import phones


class SmsKind(models.TextChoices):
    CODE = "code", _("код")
    NOTICE = "notice", _("уведомление")
    BULK = "bulk", _("рассылка")


# Who goes first. Not the order of the words: a code never waits behind a notice, nor a notice behind bulk.
URGENCY = (SmsKind.CODE, SmsKind.NOTICE, SmsKind.BULK)


class BulkCategory(models.TextChoices):
    """What a bulk message is about: each can be switched off for a number (T11), and is asked again when it leaves."""

    ADVERTISING = "advertising", _("реклама и предложения")
    SIM_POPUP = "sim_popup", _("всплывающие сообщения SIM-карты")
    ENTERTAINMENT = "entertainment", _("новости развлекательных услуг")


class SmsStatus(models.TextChoices):
    QUEUED = "queued", _("в очереди")
    SENDING = "sending", _("отправляется")
    SENT = "sent", _("отправлено")
    DELIVERED = "delivered", _("доставлено")
    FAILED = "failed", _("не отправлено")
    EXPIRED = "expired", _("просрочено")
    UNKNOWN = "unknown", _("неизвестно")


WAITING = (SmsStatus.QUEUED, SmsStatus.SENDING)

# When a message may go, as the queue is ordered: what never had to wait goes before what did.
DUE_AT = Coalesce(
    "next_attempt_at",
    RawSQL("'-infinity'::timestamptz", ()),
    output_field=models.DateTimeField(),
)


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
    not_after = models.DateTimeField(_("нужно до"))  # later it is of no use; the gateway's validity
    created_at = models.DateTimeField(_("создано"))
    claim = models.UUIDField(null=True, editable=False)  # who is sending it, or may have sent it
    lease_until = models.DateTimeField(null=True, editable=False)
    # Not before: after a refusal, or a quiet night. Of what was sent: when silence about other parts means delivered.
    next_attempt_at = models.DateTimeField(null=True, editable=False)
    # The clock of what is not urgent: it leaves by day only, whatever delayed it. Empty: at any hour.
    quiet_zone = models.CharField(max_length=40, blank=True, db_default="", editable=False)
    attempts = models.PositiveIntegerField(_("попыток"), default=0)
    category = models.CharField(_("о чём рассылка"), max_length=16, choices=BulkCategory, blank=True)
    gateway = models.CharField(_("шлюз"), max_length=20, blank=True)  # that took it, or was about to
    finished_at = models.DateTimeField(_("завершено"), null=True, blank=True)
    error = models.CharField(_("причина"), max_length=200, blank=True)

    class Meta:
        verbose_name = "SMS"
        verbose_name_plural = "SMS"
        permissions = [("resend_smsmessage", "Can send again what may not have left")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=WAITING) | Q(status="unknown") & ~Q(kind="code") | Q(body=b""),
                name="sms_message_wiped_when_it_left",  # what may not have left, and is no code, can be sent again
            ),
            models.CheckConstraint(
                condition=Q(kind="bulk") & ~Q(category="") | ~Q(kind="bulk") & Q(category=""),
                name="sms_message_bulk_has_a_category",
            ),
            models.CheckConstraint(
                condition=Q(status="sending", claim__isnull=False, lease_until__isnull=False) | ~Q(status="sending"),
                name="sms_message_sending_is_claimed",
            ),
        ]
        indexes = [
            models.Index("kind", DUE_AT, "id", condition=Q(status="queued"), name="sms_message_queue"),
            models.Index("kind", "created_at", condition=Q(status__in=WAITING), name="sms_message_waiting"),
            models.Index("not_after", condition=~Q(body=b""), name="sms_message_texts"),
            models.Index(
                "next_attempt_at", condition=Q(status="sent", next_attempt_at__isnull=False), name="sms_message_silent"
            ),
            models.Index(fields=["created_at"], name="sms_message_by_age"),
            models.Index("id", condition=Q(status="unknown"), name="sms_message_unknown"),
            models.Index("lease_until", condition=Q(status="sending"), name="sms_message_leases"),
            models.Index(fields=["msisdn", "-id"], name="sms_message_of_number"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {phones.masked(self.msisdn)}"


class PartStatus(models.TextChoices):
    SENT = "sent", _("отправлено")
    DELIVERED = "delivered", _("доставлено")
    FAILED = "failed", _("не доставлено")


class SmsPart(models.Model):
    """One segment that a gateway took, under the name that it gave: receipts speak of these."""

    message = models.ForeignKey(SmsMessage, on_delete=models.CASCADE, related_name="parts")
    seq = models.PositiveSmallIntegerField(_("часть"))  # from 1
    gateway = models.CharField(_("шлюз"), max_length=20)
    gateway_id = models.CharField(_("имя у шлюза"), max_length=80)
    status = models.CharField(_("состояние"), max_length=10, choices=PartStatus, default=PartStatus.SENT)
    reported_at = models.DateTimeField(_("отчёт"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gateway", "gateway_id"], name="sms_part_named_once"),
            models.UniqueConstraint(fields=["message", "seq"], name="sms_part_seq"),
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.gateway_id}"


class SmsReceipt(models.Model):
    """What a gateway reported of a part that is not written down yet: reports overtake the answer to the sending.

    Rows live until their part appears, or for `RECEIPTS_KEPT`.
    """

    gateway = models.CharField(max_length=20)
    gateway_id = models.CharField(max_length=80)
    status = models.CharField(max_length=10, choices=PartStatus)
    reason = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gateway", "gateway_id", "status"], name="sms_receipt_once"),
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.gateway_id} {self.status}"
