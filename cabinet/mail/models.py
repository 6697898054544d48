"""The outbox of e-mails, and the mailbox of the demonstration."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cabinet.core.addresses import masked


class EmailStatus(models.TextChoices):
    QUEUED = "queued", _("в очереди")
    SENDING = "sending", _("отправляется")
    SENT = "sent", _("отправлено")
    FAILED = "failed", _("не отправлено")
    EXPIRED = "expired", _("просрочено")


WAITING = (EmailStatus.QUEUED, EmailStatus.SENDING)


class EmailMessage(models.Model):
    """One e-mail that the portal promised to send. It is a row first; the mail server hears of it after the commit.

    `public_id` is its Message-ID, the same however often it is tried. Subject and text are encrypted, and wiped as soon
    as they cannot be needed.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("кому")
    )
    address = models.EmailField(_("адрес"), blank=True)
    status = models.CharField(_("состояние"), max_length=8, choices=EmailStatus, default=EmailStatus.QUEUED)
    body = models.BinaryField(default=b"", editable=False)
    dedup_key = models.CharField(max_length=100, null=True, unique=True, editable=False)
    not_after = models.DateTimeField(_("нужно до"))
    created_at = models.DateTimeField(_("создано"))
    claim = models.UUIDField(null=True, editable=False)  # who is sending it now; each claim has a number of its own
    lease_until = models.DateTimeField(null=True, editable=False)
    next_attempt_at = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveIntegerField(_("попыток"), default=0)
    finished_at = models.DateTimeField(_("завершено"), null=True)
    error = models.CharField(_("причина"), max_length=100, blank=True)  # what kind of trouble; no words of the server

    class Meta:
        verbose_name = _("письмо")
        verbose_name_plural = _("письма")
        constraints = [
            models.CheckConstraint(condition=Q(status__in=WAITING) | Q(body=b""), name="mail_wiped_when_it_left"),
            models.CheckConstraint(
                condition=~Q(status="sending") | Q(claim__isnull=False, lease_until__isnull=False),
                name="mail_sending_is_claimed",
            ),
        ]
        indexes = [
            models.Index("id", condition=Q(status="queued"), name="mail_queue"),
            models.Index("lease_until", condition=Q(status="sending"), name="mail_leases"),
        ]

    def __str__(self) -> str:
        return f"{masked(self.address)} {self.created_at:%d.%m.%Y %H:%M}"


class MailboxMessage(models.Model):
    """What lies in a mailbox of the demonstration; kept for a day. `message_id` absorbs a second sending."""

    message_id = models.CharField(max_length=120, unique=True)
    address = models.CharField(max_length=254)  # lower case
    sender = models.CharField(max_length=254)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    headers = models.JSONField(default=dict)  # those that a person's mail program acts on
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["address", "-at"], name="mail_mailbox_newest")]

    def __str__(self) -> str:
        return f"{masked(self.address)} {self.at:%H:%M:%S}"
