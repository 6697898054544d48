"""What a specialist proposed to do for the subscriber (S4)."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import Line
from chat.models.conversations import Conversation
from chat.models.messages import Message


class ProposalState(models.TextChoices):
    OPEN = "open", _("ждёт ответа")
    DONE = "done", _("сделано")
    REFUSED = "refused", _("абонент отказался")
    WITHDRAWN = "withdrawn", _("отозвано")
    EXPIRED = "expired", _("время вышло")


class Proposal(models.Model):
    """A wish (`core.acting`) that waits for the subscriber's word. `preview` is what they see, in each language; what
    they agree to is named by its `fingerprint`. `request_number`: the request that came of it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.PROTECT, related_name="proposals", verbose_name=_("обращение")
    )
    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="proposal")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+", verbose_name=_("номер"))
    action = models.CharField(_("что"), max_length=40)
    what = models.CharField(_("чего касается"), max_length=100)
    amount = models.DecimalField(_("сумма"), max_digits=14, decimal_places=2, null=True, blank=True)
    preview = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("кто предложил")
    )
    state = models.CharField(_("состояние"), max_length=9, choices=ProposalState, default=ProposalState.OPEN)
    created_at = models.DateTimeField(_("когда"))
    expires_at = models.DateTimeField(_("действует до"))
    decided_at = models.DateTimeField(_("решено"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("кто решил"),
    )
    request_number = models.CharField(_("заявка"), max_length=12, blank=True)

    class Meta:
        verbose_name = _("предложение")
        verbose_name_plural = _("предложения")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None) | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="chat_proposal_decided_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "refused", "withdrawn"]) | Q(decided_by__isnull=False),
                name="chat_proposal_decided_by_somebody",
            ),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gt=0), name="chat_proposal_amount"),
            models.UniqueConstraint(
                fields=["conversation", "action", "what"],
                condition=Q(state="open"),
                name="chat_proposal_once_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(state="open"), name="chat_proposal_expiring"),
            models.Index(fields=["line"], condition=Q(state="open"), name="chat_proposal_of_line"),
        ]

    def __str__(self) -> str:
        return str(self.shown.get("title", self.action))

    @property
    def shown(self) -> dict[str, Any]:
        """The preview in the active language: the fields of `core.acting.Preview`."""
        found: dict[str, Any] = self.preview.get("en" if get_language() == "en" else "ru", {})
        return found

    def waits_at(self, now: datetime) -> bool:
        """Whether it may still be agreed to."""
        return self.state == ProposalState.OPEN and now < self.expires_at
