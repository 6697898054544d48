"""What providers of content ask for by the gateway (T10)."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import Line
from subscriptions.models.catalogue import ContentProvider, ContentService


class PushOutcome(models.TextChoices):
    ASKED = "asked", _("ждём ответа")
    AGREED = "agreed", _("согласились, подключено")
    EXPIRED = "expired", _("не ответили")
    FORBIDDEN = "forbidden", _("отклонено: запрет")
    REFUSED = "refused", _("отклонено")


class ContentPush(models.Model):
    """That a provider wants to subscribe somebody. It subscribes nobody: the person is asked by SMS, in the words of
    `text`, and answers themselves until `expires_at`.

    `event_id` is the provider's name for it, so a repetition is known again. `evidence` is what the provider says of
    how it was agreed to; it is kept, and believed by nobody. A number that nobody here has, has no `line`.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    provider = models.ForeignKey(
        ContentProvider, on_delete=models.PROTECT, related_name="pushes", db_index=False, verbose_name=_("поставщик")
    )
    event_id = models.CharField(_("имя у поставщика"), max_length=80)
    content = models.ForeignKey(
        ContentService, on_delete=models.PROTECT, related_name="+", verbose_name=_("что подключить")
    )
    line = models.ForeignKey(
        Line, null=True, on_delete=models.PROTECT, related_name="content_pushes", verbose_name=_("номер")
    )
    evidence = models.JSONField(_("что говорит поставщик"), default=dict)
    text = models.TextField(_("что спросили"), blank=True)
    outcome = models.CharField(_("что вышло"), max_length=9, choices=PushOutcome)
    reason = models.CharField(_("почему"), max_length=40, blank=True)
    at = models.DateTimeField(_("когда"))
    expires_at = models.DateTimeField(_("ответ ждём до"))
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("просьба поставщика")
        verbose_name_plural = _("просьбы поставщиков")
        constraints = [
            models.UniqueConstraint(fields=["provider", "event_id"], name="subscriptions_push_once"),
            models.UniqueConstraint(
                fields=["line"], condition=Q(outcome=PushOutcome.ASKED), name="subscriptions_push_one_waits"
            ),
            models.CheckConstraint(condition=Q(outcome__in=PushOutcome.values), name="subscriptions_push_outcome"),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(outcome=PushOutcome.ASKED), name="subs_pushes_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.provider_id} {self.event_id}"
