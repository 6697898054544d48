"""What is said in a conversation, and every change of it as an event with its place."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThan, LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from chat.models.conversations import Conversation

MAX_TEXT = 4000  # characters of one message


class AuthorKind(models.TextChoices):
    SUBSCRIBER = "subscriber", _("абонент")
    SPECIALIST = "specialist", _("специалист")
    BOT = "bot", _("бот")
    SYSTEM = "system", _("система")


class Message(models.Model):
    """What was said: text that never changes place. `client_id` is made by who writes, so a retry is recognised.

    `card` names what stands under the text (chat/cards.py): an answer's button, a choice, a proposal, files. `data` is
    the card's own. A guest's message has no author.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="messages", db_index=False)
    client_id = models.UUIDField()
    author_kind = models.CharField(max_length=10, choices=AuthorKind)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    text = models.TextField(blank=True)
    card = models.CharField(max_length=12, blank=True)
    data = models.JSONField(default=dict)
    edited_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("сообщение")
        verbose_name_plural = _("сообщения")
        indexes = [GinIndex(SearchVector("text", config="russian"), name="chat_message_words")]  # chat/finding.py
        constraints = [
            models.UniqueConstraint(fields=["conversation", "client_id"], name="chat_message_accepted_once"),
            models.CheckConstraint(
                condition=Q(LessThanOrEqual(Length("text"), MAX_TEXT))
                & (Q(GreaterThan(Length("text"), 0)) | Q(card="files")),
                name="chat_message_length",
            ),
            models.CheckConstraint(
                condition=~Q(author_kind="specialist") | Q(author__isnull=False),
                name="chat_message_specialist_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_author_kind_display()} {self.at:%d.%m %H:%M}"


class Audience(models.TextChoices):
    ALL = "all", _("все")
    STAFF = "staff", _("специалисты")


class EventKind(models.TextChoices):
    MESSAGE = "message", _("сообщение")
    NOTE = "note", _("заметка")
    CHANGE = "change", _("изменено сообщение")
    READ = "read", _("прочитано")
    DELIVERED = "delivered", _("доставлено")
    CALL = "call", _("позван специалист")
    ASSIGN = "assign", _("назначен специалист")
    CLOSE = "close", _("закрыто")
    CLOSING = "closing", _("предложено закрыть")
    STAYS = "stays", _("не закрывается")
    REOPEN = "reopen", _("открыто снова")
    TOLD = "told", _("сообщение портала")


class Event(models.Model):
    """One change of a conversation. `audience` decides who may ever see it; gaps in `seq` are normal for others.

    `message`: of `message` and `note`, what was said; of `change`, the message that looks different now. `data`: for
    `read` and `delivered`, `{"by": "subscriber" | "specialist", "seq": N}`; for `assign`, `{"specialist": key, "name":
    …}`; for `told`, `{"what": name, …}` (chat/told.py); for the others, empty.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="events", db_index=False)
    seq = models.PositiveBigIntegerField()
    audience = models.CharField(max_length=5, choices=Audience, default=Audience.ALL)
    kind = models.CharField(max_length=10, choices=EventKind)
    message = models.ForeignKey(Message, null=True, on_delete=models.PROTECT, related_name="events")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    data = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("событие")
        verbose_name_plural = _("события")
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="chat_event_seq_once"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="chat_event_seq_from_one"),
            models.CheckConstraint(
                condition=Q(kind__in=["message", "note", "change"], message__isnull=False)
                | (~Q(kind__in=["message", "note", "change"]) & Q(message=None)),
                name="chat_event_says_what_was_said",
            ),
            models.CheckConstraint(
                condition=~Q(kind="note") | Q(audience="staff"), name="chat_event_notes_are_private"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"
