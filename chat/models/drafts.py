"""What somebody began to write and did not send yet (C10)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chat.models.conversations import Conversation

MAX_DRAFT = 8000  # characters: more than a message may have, because what is too long is mended, not lost


class DraftSide(models.TextChoices):
    SUBSCRIBER = "subscriber", _("абонент")
    SPECIALIST = "specialist", _("специалист")


class Draft(models.Model):
    """The unsent words of one person in one conversation, for whatever device they write on next. A guest's has no
    `author`. An empty one does not exist. `client_id` is what it will be sent as, from any of them: sending removes it,
    and a later save of it keeps nothing."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="drafts", db_index=False)
    client_id = models.UUIDField()
    side = models.CharField(max_length=10, choices=DraftSide)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(max_length=MAX_DRAFT)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("черновик")
        verbose_name_plural = _("черновики")
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "side", "author"], nulls_distinct=False, name="chat_draft_one_of_each"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="chat_draft_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.side}"
