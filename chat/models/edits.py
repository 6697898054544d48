"""What messages said before they were changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from chat.models.messages import Message


class MessageEdit(models.Model):
    """An earlier text of a message: kept for staff, so that nobody is answered for words they did not read."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="edits")
    text = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()  # when it stopped being what the message says

    class Meta:
        verbose_name = _("прежний текст")
        verbose_name_plural = _("прежние тексты")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.message_id} {self.at:%d.%m %H:%M}"
