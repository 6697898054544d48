"""Waiting for a specialist, each time a row: what was promised, and what came of it (C4, C16)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cabinet.requests.models import Request
from chat.models.conversations import Conversation


class WaitEnd(models.TextChoices):
    ANSWERED = "answered", _("ответил специалист")
    CLOSED = "closed", _("разговор закрыт")


class Wait(models.Model):
    """Somebody waits for a specialist, from `since` until `ended_at`. An answer is promised by `promised_until`; where
    it did not come, the person is told so at `broken_at`, and `promised_again` is what they were told then.

    The open wait of a conversation stands and ends with its `waiting_since`, under its lock.
    """

    conversation = models.ForeignKey(
        Conversation, on_delete=models.PROTECT, related_name="waits", verbose_name=_("обращение")
    )
    since = models.DateTimeField(_("ждёт с"))
    promised_until = models.DateTimeField(_("обещан ответ до"))
    broken_at = models.DateTimeField(_("не успели"), null=True, blank=True)
    promised_again = models.DateTimeField(_("обещано снова до"), null=True, blank=True)
    alarmed_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(_("дождался"), null=True, blank=True)
    end = models.CharField(_("чем кончилось"), max_length=8, choices=WaitEnd, blank=True)
    specialist = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("кто ответил"),
    )

    class Meta:
        verbose_name = _("ожидание специалиста")
        verbose_name_plural = _("ожидания специалистов")
        constraints = [
            models.UniqueConstraint(fields=["conversation"], condition=Q(ended_at=None), name="chat_wait_one_open"),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="", specialist=None)
                | Q(ended_at__isnull=False, end="answered", specialist__isnull=False)
                | Q(ended_at__isnull=False, end="closed", specialist=None),
                name="chat_wait_end_says_who",
            ),
            models.CheckConstraint(
                condition=Q(broken_at=None, promised_again=None)
                | Q(broken_at__gte=F("promised_until"), promised_again__gt=F("broken_at")),
                name="chat_wait_broken_is_promised_again",
            ),
        ]
        indexes = [
            models.Index(fields=["ended_at"], condition=Q(ended_at__isnull=False), name="chat_wait_ended"),
            models.Index(fields=["since"], name="chat_wait_since"),
            models.Index(fields=["promised_until"], condition=Q(ended_at=None), name="chat_wait_promised"),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.since:%d.%m %H:%M}"

    @property
    def kept(self) -> bool:
        """Whether a specialist answered by the time that was promised at first."""
        return self.end == WaitEnd.ANSWERED and self.ended_at is not None and self.ended_at <= self.promised_until


class CallBack(models.Model):
    """A telephone call that somebody asked for (C8): the request says who, when and what became of it.

    It is due from `from_at` to `until_at`; `next_at` is when the next try is due, after `tries` that nobody answered.
    """

    request = models.OneToOneField(Request, primary_key=True, on_delete=models.PROTECT, related_name="call_back")
    msisdn = models.CharField(_("какой номер"), max_length=15)
    words = models.CharField(_("о чём"), max_length=300, blank=True)
    conversation = models.ForeignKey(
        Conversation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("обращение")
    )
    from_at = models.DateTimeField(_("звонить с"))
    until_at = models.DateTimeField(_("звонить до"))
    next_at = models.DateTimeField(_("следующая попытка"))
    tries = models.PositiveSmallIntegerField(_("не ответили"), default=0)
    reminded_at = models.DateTimeField(null=True, editable=False)
    specialist = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("кто звонит"),
    )
    ended_at = models.DateTimeField(_("закончен"), null=True, blank=True)

    class Meta:
        verbose_name = _("обратный звонок")
        verbose_name_plural = _("обратные звонки")
        constraints = [
            models.CheckConstraint(condition=Q(until_at__gt=F("from_at")), name="chat_callback_window"),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(ended_at=None), name="chat_callback_due"),
            models.Index(
                fields=["from_at"], condition=Q(ended_at=None, reminded_at=None), name="chat_callback_reminded"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.from_at:%d.%m %H:%M}"
