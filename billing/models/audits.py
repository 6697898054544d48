"""What the last checks of the ledger found."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditRun(models.Model):
    """One whole check of balances, buckets and totals. `flaws` is how many; the first of them stand in `details`."""

    started_at = models.DateTimeField(_("начата"), db_index=True)
    finished_at = models.DateTimeField(_("кончена"), null=True)
    accounts = models.PositiveIntegerField(_("счетов"), default=0)
    flaws = models.PositiveIntegerField(_("расхождений"), default=0)
    details = models.JSONField(_("первые расхождения"), default=list)

    class Meta:
        verbose_name = _("проверка учёта")
        verbose_name_plural = _("проверки учёта")

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}: {self.flaws}"
