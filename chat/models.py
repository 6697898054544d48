"""Conversations, what happened in them, and what was said."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThan, LessThanOrEqual
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import Line
from cabinet.mail.models import EmailMessage
from cabinet.sms.models import SmsMessage

MAX_TEXT = 4000  # characters of one message


class Topic(models.Model):
    """What a question is about, chosen before it is asked (C2). The staff's to change."""

    slug = models.SlugField(_("адрес"), max_length=40, unique=True)
    name_ru = models.CharField(_("название"), max_length=80)
    name_en = models.CharField(_("название по-английски"), max_length=80)
    order = models.PositiveSmallIntegerField(_("порядок"), default=100)
    active = models.BooleanField(_("предлагается"), default=True)

    class Meta:
        verbose_name = _("тема")
        verbose_name_plural = _("темы")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_ru


class ConversationStatus(models.TextChoices):
    OPEN = "open", _("открыто")
    CLOSED = "closed", _("закрыто")


class Conversation(models.Model):
    """One thread about one line, of the person who began it: nobody else with a right to the line reads it
    (docs/adr/0007). Every change takes the row's lock and the next `seq` (docs/adr/0003).

    `public_seq` is the last seq that the subscriber may see; `last_question_seq` and `last_reply_seq` are the last
    messages of the subscriber and of those who answer. What is unread follows from them and the two read marks.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    line = models.ForeignKey(
        Line, null=True, on_delete=models.PROTECT, related_name="conversations", verbose_name=_("номер")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="conversations",
        verbose_name=_("кто спрашивает"),
    )
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+", verbose_name=_("тема"))
    status = models.CharField(_("состояние"), max_length=6, choices=ConversationStatus, default=ConversationStatus.OPEN)
    specialist = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="answers",
        verbose_name=_("специалист"),
    )
    created_at = models.DateTimeField(_("начато"))
    last_event_at = models.DateTimeField(_("последнее событие"))
    waiting_since = models.DateTimeField(_("ждёт ответа с"), null=True, blank=True)
    open_until = models.DateTimeField(null=True, editable=False)  # a page of it is visibly open until then

    last_seq = models.PositiveBigIntegerField(default=0, editable=False)
    public_seq = models.PositiveBigIntegerField(default=0, editable=False)
    last_question_seq = models.PositiveBigIntegerField(default=0, editable=False)
    last_reply_seq = models.PositiveBigIntegerField(default=0, editable=False)
    subscriber_read_seq = models.PositiveBigIntegerField(default=0, editable=False)
    specialist_read_seq = models.PositiveBigIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("обращение")
        verbose_name_plural = _("обращения")
        constraints = [
            models.UniqueConstraint(
                fields=["line", "topic", "author"], condition=Q(status="open"), name="chat_conversation_one_open"
            ),
            models.CheckConstraint(condition=Q(line__isnull=False), name="chat_conversation_is_of_someone"),
            models.CheckConstraint(
                condition=Q(waiting_since=None) | Q(status="open"), name="chat_conversation_closed_waits_for_nobody"
            ),
            models.CheckConstraint(
                condition=Q(
                    public_seq__lte=F("last_seq"),
                    last_question_seq__lte=F("public_seq"),
                    last_reply_seq__lte=F("public_seq"),
                    subscriber_read_seq__lte=F("public_seq"),
                    specialist_read_seq__lte=F("last_seq"),
                ),
                name="chat_conversation_marks_within_seq",
            ),
        ]
        indexes = [
            models.Index(fields=["line", "-last_event_at"], name="chat_conversation_of_line"),
            models.Index(
                fields=["waiting_since"], condition=Q(waiting_since__isnull=False), name="chat_conversation_queue"
            ),
            models.Index(fields=["specialist"], condition=Q(status="open"), name="chat_conversation_answered_by"),
        ]

    def __str__(self) -> str:
        return f"{self.line}, {self.topic}"

    @property
    def guarded_by(self) -> Line | None:
        """Whose rights decide, besides its author, who may see it (`accounts.access`)."""
        return self.line

    @property
    def is_open(self) -> bool:
        return self.status == ConversationStatus.OPEN

    @property
    def has_unread_reply(self) -> bool:
        """Whether the subscriber has something to read."""
        return self.last_reply_seq > self.subscriber_read_seq

    @property
    def has_unread_question(self) -> bool:
        """Whether those who answer have something to read."""
        return self.last_question_seq > self.specialist_read_seq


class AuthorKind(models.TextChoices):
    SUBSCRIBER = "subscriber", _("абонент")
    SPECIALIST = "specialist", _("специалист")
    BOT = "bot", _("бот")
    SYSTEM = "system", _("система")


class Message(models.Model):
    """What was said: text that never changes place. `client_id` is made by who writes, so a retry is recognised."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="messages", db_index=False)
    client_id = models.UUIDField()
    author_kind = models.CharField(max_length=10, choices=AuthorKind)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("сообщение")
        verbose_name_plural = _("сообщения")
        constraints = [
            models.UniqueConstraint(fields=["conversation", "client_id"], name="chat_message_accepted_once"),
            models.CheckConstraint(
                condition=GreaterThan(Length("text"), 0) & LessThanOrEqual(Length("text"), MAX_TEXT),
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
    READ = "read", _("прочитано")
    ASSIGN = "assign", _("назначен специалист")
    CLOSE = "close", _("закрыто")
    REOPEN = "reopen", _("открыто снова")


class Event(models.Model):
    """One change of a conversation. `audience` decides who may ever see it; gaps in `seq` are normal for others.

    `data`: for `read`, `{"by": "subscriber" | "specialist", "seq": N}`; for `assign`, `{"specialist": key, "name": …}`;
    for the others, empty.
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
                condition=Q(kind__in=["message", "note"], message__isnull=False)
                | (~Q(kind__in=["message", "note"]) & Q(message=None)),
                name="chat_event_says_what_was_said",
            ),
            models.CheckConstraint(
                condition=~Q(kind="note") | Q(audience="staff"), name="chat_event_notes_are_private"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"


class NoticeState(models.TextChoices):
    WAITING = "waiting", _("ждёт")
    TOLD = "told", _("отправлено SMS")
    ENDED = "ended", _("закончено")


class NoticeEnd(models.TextChoices):
    READ = "read", _("прочитано")
    WROTE = "wrote", _("абонент написал")
    NO_NUMBER = "no_number", _("SMS послать некуда")
    LINE_CLOSED = "line_closed", _("номер закрыт")
    NO_RIGHT = "no_right", _("доступ закончился")
    OFF = "off", _("уведомления выключены")


class ReplyNotice(models.Model):
    """One batch of unread replies, of which at most one SMS and one e-mail tell (C6, N6).

    It opens with the first unread reply, is told at `due_at` if still unread, and ends when the person reads or writes.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="notices")
    state = models.CharField(max_length=7, choices=NoticeState, default=NoticeState.WAITING)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    sms = models.ForeignKey(SmsMessage, null=True, on_delete=models.PROTECT, related_name="+")
    email = models.ForeignKey(EmailMessage, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=11, choices=NoticeEnd, blank=True)

    class Meta:
        verbose_name = _("уведомление об ответе")
        verbose_name_plural = _("уведомления об ответах")
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=~Q(state="ended"), name="chat_replynotice_one_batch"
            ),
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False) & ~Q(end="")
                | (~Q(state="ended") & Q(ended_at=None, end="")),
                name="chat_replynotice_end_has_reason",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(state="waiting"), name="chat_replynotice_due")]

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.state}"
