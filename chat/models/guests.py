"""Who asks without signing in (C7)."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


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
