"""What would have been cheaper for a line (T7)."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import Line
from subscriptions.models.catalogue import Service, Tariff


class Reckoning(models.Model):
    """From what a line's recommendations were computed, and when: its usage within `since <= start < until`; nothing
    where it has no tariff, or was not there for so long. `savings`: by the key of each tariff it could have, roubles a
    month that it would have saved. `basis` changes with whatever the line has: then it is computed again."""

    line = models.OneToOneField(Line, primary_key=True, on_delete=models.PROTECT, related_name="reckoning")
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    basis = models.CharField(max_length=64, blank=True)
    savings = models.JSONField(default=dict)
    computed_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.line_id} {self.computed_at:%Y-%m-%d}"


class Recommendation(models.Model):
    """That `line` would have paid `saving` roubles a month less with `tariff`, or with `service` beside its own tariff.
    `arithmetic` is how that was found, as the page shows it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="recommendations", db_index=False)
    tariff = models.ForeignKey(Tariff, null=True, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, null=True, on_delete=models.PROTECT, related_name="+")
    saving = models.DecimalField(_("экономия в месяц, ₽"), max_digits=14, decimal_places=2)
    arithmetic = models.JSONField(default=dict)
    computed_at = models.DateTimeField(_("посчитано"))
    hidden_at = models.DateTimeField(_("скрыто"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("принято"), null=True, blank=True)

    class Meta:
        verbose_name = _("рекомендация")
        verbose_name_plural = _("рекомендации")
        constraints = [
            models.UniqueConstraint(
                fields=["line", "tariff", "service"], nulls_distinct=False, name="subscriptions_recommended_once"
            ),
            models.CheckConstraint(
                condition=Q(tariff__isnull=True) ^ Q(service__isnull=True), name="subscriptions_recommends_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.tariff_id or self.service_id}"

    @property
    def guarded_by(self) -> Line:
        return self.line
