"""What people say of how they were answered (C12)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chat.models.conversations import Conversation


class Rating(models.Model):
    """One to five for one closing of a conversation, with words if wished. `specialist` is who led it then; nobody
    where the bot did."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="ratings")
    closed_seq = models.PositiveBigIntegerField()  # the event `close` that it is about
    specialist = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="ratings",
        verbose_name=_("специалист"),
    )
    stars = models.PositiveSmallIntegerField(_("оценка"))
    words = models.TextField(_("словами"), max_length=500, blank=True)
    at = models.DateTimeField(_("когда"))

    class Meta:
        verbose_name = _("оценка")
        verbose_name_plural = _("оценки")
        constraints = [
            models.UniqueConstraint(fields=["conversation", "closed_seq"], name="chat_rating_once_a_closing"),
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="chat_rating_of_five"),
        ]
        indexes = [models.Index(fields=["at"], name="chat_rating_at")]

    def __str__(self) -> str:
        return f"{self.stars}"
