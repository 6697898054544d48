"""The operator's own words for what the portal sends (X4)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SmsText(models.Model):
    """The words of one message in one language, instead of those in the code (`cabinet.sms.texts`)."""

    name = models.CharField(_("сообщение"), max_length=60)
    language = models.CharField(_("язык"), max_length=2, choices=settings.LANGUAGES)
    text = models.TextField(_("текст"), max_length=1000)

    class Meta:
        verbose_name = _("текст SMS")
        verbose_name_plural = _("тексты SMS")
        constraints = [models.UniqueConstraint(fields=["name", "language"], name="sms_text_of_language")]

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"
