"""Topics and conversations."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import Line
from cabinet.core.languages import in_language
from chat.models.guests import Guest


class Topic(models.Model):
    """What a question is about, chosen before it is asked (C2). The staff's to change."""

    slug = models.SlugField(_("адрес"), max_length=40, unique=True)
    name_ru = models.CharField(_("название"), max_length=80)
    name_en = models.CharField(_("название по-английски"), max_length=80)
    order = models.PositiveSmallIntegerField(_("порядок"), default=100)
    active = models.BooleanField(_("предлагается"), default=True)
    for_guests = models.BooleanField(_("предлагается гостям"), default=False)

    class Meta:
        verbose_name = _("тема")
        verbose_name_plural = _("темы")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return in_language(self.name_ru, self.name_en)


class ConversationStatus(models.TextChoices):
    OPEN = "open", _("открыто")
    CLOSED = "closed", _("закрыто")


class Leads(models.TextChoices):
    BOT = "bot", _("бот")
    PERSON = "person", _("специалист")


class Conversation(models.Model):
    """One thread about one line, of the person who began it: nobody else with a right to the line reads it
    (docs/adr/0007); or of a guest, until a code proves whose number it is about. Every change takes the row's lock and
    the next `seq` (docs/adr/0003).

    While the bot `leads`, it owes an answer to the message `bot_owes_seq` (0: to none), and nobody waits. Once a person
    is wanted, `waiting_since` and `promised_until` stand until a specialist answers (docs/adr/0018).

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
    guest = models.ForeignKey(
        Guest, null=True, blank=True, on_delete=models.PROTECT, related_name="conversations", verbose_name=_("гость")
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
    leads = models.CharField(_("ведёт"), max_length=6, choices=Leads, default=Leads.PERSON)
    created_at = models.DateTimeField(_("начато"))
    last_event_at = models.DateTimeField(_("последнее событие"))
    waiting_since = models.DateTimeField(_("ждёт ответа с"), null=True, blank=True)
    promised_until = models.DateTimeField(_("обещан ответ до"), null=True, blank=True)
    subscriber_typed_at = models.DateTimeField(null=True, editable=False)
    specialist_typed_at = models.DateTimeField(null=True, editable=False)
    closes_at = models.DateTimeField(null=True, editable=False)  # closing was proposed, and nobody objected yet
    open_until = models.DateTimeField(null=True, editable=False)  # a page of it is visibly open until then

    last_seq = models.PositiveBigIntegerField(default=0, editable=False)
    public_seq = models.PositiveBigIntegerField(default=0, editable=False)
    last_question_seq = models.PositiveBigIntegerField(default=0, editable=False)
    last_reply_seq = models.PositiveBigIntegerField(default=0, editable=False)
    subscriber_read_seq = models.PositiveBigIntegerField(default=0, editable=False)
    specialist_read_seq = models.PositiveBigIntegerField(default=0, editable=False)
    subscriber_got_seq = models.PositiveBigIntegerField(default=0, editable=False)
    specialist_got_seq = models.PositiveBigIntegerField(default=0, editable=False)
    bot_owes_seq = models.PositiveBigIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("обращение")
        verbose_name_plural = _("обращения")
        constraints = [
            models.UniqueConstraint(
                fields=["line", "topic", "author"],
                condition=Q(status="open", guest=None),  # what a guest began stays a thread of its own in the cabinet
                name="chat_conversation_one_open",
            ),
            models.CheckConstraint(
                condition=Q(line__isnull=False) | Q(guest__isnull=False), name="chat_conversation_is_of_someone"
            ),
            models.CheckConstraint(
                condition=Q(waiting_since=None) | Q(status="open"), name="chat_conversation_closed_waits_for_nobody"
            ),
            models.CheckConstraint(
                condition=Q(waiting_since=None, promised_until=None)
                | Q(waiting_since__isnull=False, promised_until__isnull=False),
                name="chat_conversation_who_waits_was_promised",
            ),
            models.CheckConstraint(
                condition=Q(bot_owes_seq=0) | Q(leads="bot", waiting_since=None), name="chat_conversation_bot_leads"
            ),
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(status="open"), name="chat_conversation_only_open_closes"
            ),
            models.CheckConstraint(
                condition=Q(
                    public_seq__lte=F("last_seq"),
                    last_question_seq__lte=F("public_seq"),
                    last_reply_seq__lte=F("public_seq"),
                    subscriber_read_seq__lte=F("public_seq"),
                    specialist_read_seq__lte=F("last_seq"),
                    subscriber_got_seq__lte=F("public_seq"),
                    specialist_got_seq__lte=F("last_seq"),
                    bot_owes_seq__lte=F("public_seq"),
                ),
                name="chat_conversation_marks_within_seq",
            ),
        ]
        indexes = [
            models.Index(fields=["line", "-last_event_at"], name="chat_conversation_of_line"),
            models.Index(fields=["guest"], condition=Q(guest__isnull=False), name="chat_conversation_of_guest"),
            models.Index(
                fields=["promised_until"], condition=Q(promised_until__isnull=False), name="chat_conversation_queue"
            ),
            models.Index(fields=["last_event_at"], condition=~Q(bot_owes_seq=0), name="chat_conversation_bot_owes"),
            models.Index(fields=["closes_at"], condition=Q(closes_at__isnull=False), name="chat_conversation_closing"),
            models.Index(fields=["specialist"], condition=Q(status="open"), name="chat_conversation_answered_by"),
        ]

    def __str__(self) -> str:
        return f"{self.line or self.guest}, {self.topic}"

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
