"""What people send to the operator's short number."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cabinet.core import phones


class IncomingPart(models.Model):
    """One segment of a long incoming SMS; the text is encrypted, and wiped when the others have come.

    It stays for a day even so, without its text: told again, it is recognised by `source_id` or `digest`.
    """

    whole = models.ForeignKey("IncomingSms", null=True, on_delete=models.CASCADE, related_name="parts")
    gateway = models.CharField(max_length=20)
    msisdn = models.CharField(max_length=15)
    short_number = models.CharField(max_length=20)
    reference = models.PositiveIntegerField()  # the telephone's own number of the long message, 0 to 65535
    total = models.PositiveSmallIntegerField()
    seq = models.PositiveSmallIntegerField()  # from 1
    source_id = models.CharField(max_length=80, default="")
    digest = models.CharField(max_length=64, default="")  # of the text, under a key: it cannot be guessed back
    body = models.BinaryField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(whole=None) | Q(body=b""), name="sms_incoming_part_wiped_when_it_was_put_together"
            ),
            models.UniqueConstraint(
                fields=["gateway", "msisdn", "short_number", "reference", "total", "seq"], name="sms_incoming_part_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{phones.masked(self.msisdn)} {self.seq}/{self.total}"


class IncomingSms(models.Model):
    """One whole SMS from a person. It is a row first; what it asks for is done after, once.

    The text is encrypted, and wiped when it was dealt with: it may hold what a person would not say aloud.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    gateway = models.CharField(_("шлюз"), max_length=20)
    source_id = models.CharField(max_length=80)  # the gateway's name for it, or one made of its parts
    msisdn = models.CharField(_("от кого"), max_length=15)
    short_number = models.CharField(_("на номер"), max_length=20)
    body = models.BinaryField(default=b"", editable=False)
    at = models.DateTimeField(_("получено"), db_index=True)
    attempts = models.PositiveSmallIntegerField(_("попыток"), default=0)
    next_attempt_at = models.DateTimeField(null=True, editable=False)  # not before: a handler broke
    done_by = models.JSONField(default=list, editable=False)  # handlers that have done their part
    handled_at = models.DateTimeField(_("обработано"), null=True, blank=True)
    outcome = models.CharField(_("что сделано"), max_length=60, blank=True)  # the command's name, or why none

    class Meta:
        verbose_name = _("входящее SMS")
        verbose_name_plural = _("входящие SMS")
        constraints = [
            models.UniqueConstraint(fields=["gateway", "source_id"], name="sms_incoming_once"),
            models.CheckConstraint(
                condition=Q(handled_at=None) | Q(body=b""), name="sms_incoming_wiped_when_it_was_handled"
            ),
        ]
        indexes = [
            models.Index("id", condition=Q(handled_at=None), name="sms_incoming_queue"),
            models.Index(fields=["msisdn", "-id"], name="sms_incoming_of_number"),
        ]

    def __str__(self) -> str:
        return f"{phones.masked(self.msisdn)} → {self.short_number}"
