"""Batches of unread replies, and what tells of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cabinet.mail.models import EmailMessage
from cabinet.sms.models import SmsMessage
from chat.models.conversations import Conversation


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
