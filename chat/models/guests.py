"""Who asks without signing in (C7), and what lets them read the answer: a link, and the browsers that opened it."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from cabinet.core import phones


class Guest(models.Model):
    """A visitor who left a name and a number, unproven: nothing of the number's account is told to them."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("имя"), max_length=80)
    msisdn = models.CharField(_("номер"), max_length=15)
    language = models.CharField(_("язык"), max_length=2, default="ru")
    created_at = models.DateTimeField(_("когда"))

    class Meta:
        verbose_name = _("гость")
        verbose_name_plural = _("гости")
        indexes = [models.Index(fields=["msisdn"], name="chat_guest_number")]

    def __str__(self) -> str:
        return self.name


class GuestLink(models.Model):
    """The private link to a guest's conversation. Found by the hash of its token; the token itself lies sealed, to be
    told again with the next answer. It ends with silence (`GUEST_LINK_DAYS` after the last event), or when it is
    revoked; once the number is proven, the conversation is read in the cabinet only."""

    conversation = models.OneToOneField("chat.Conversation", on_delete=models.PROTECT, related_name="guest_link")
    token_hash = models.CharField(max_length=64, unique=True)
    token = models.BinaryField()
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("ссылка гостя")
        verbose_name_plural = _("ссылки гостей")

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.created_at:%d.%m.%Y %H:%M}"


class GuestSession(models.Model):
    """A browser that opened a link: it reads the conversation while both its session and the link live. By the key of
    the session and not by a foreign key, so that ending sessions costs nobody a query more."""

    link = models.ForeignKey(GuestLink, on_delete=models.CASCADE, related_name="sessions")
    session_key = models.CharField(max_length=40)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session_key", "link"], name="chat_guestsession_once"),
        ]

    def __str__(self) -> str:
        return f"{self.link_id} {self.opened_at:%d.%m.%Y %H:%M}"


class GuestNumber(models.Model):
    """When guests asked with a number, and when it was sent SMS because of that: what its limits are counted by,
    whoever's the number is."""

    msisdn = models.CharField(max_length=15, unique=True)
    asked_at = ArrayField(models.DateTimeField(), default=list)  # the last ones, oldest first
    sms_at = ArrayField(models.DateTimeField(), default=list)
    touched_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{phones.masked(self.msisdn)}: {len(self.asked_at)}"
