"""Bills: what a closed month came to, kept as it was told."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from billing.models.accounts import Account
from cabinet.accounts.models import Contract, Line


class Bill(models.Model):
    """A closed calendar month of an account, by `posted_at` in the contract's time zone: opening + income - spent =
    closing. Its entries are those with `after_seq < seq <= last_seq`."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="bills", db_index=False)
    month = models.DateField(_("месяц"))  # its first day
    opening = models.DecimalField(_("было"), max_digits=14, decimal_places=2)
    income = models.DecimalField(_("пришло"), max_digits=14, decimal_places=2)
    spent = models.DecimalField(_("ушло"), max_digits=14, decimal_places=2)
    closing = models.DecimalField(_("стало"), max_digits=14, decimal_places=2)
    after_seq = models.BigIntegerField()
    last_seq = models.BigIntegerField()
    made_at = models.DateTimeField(_("составлен"))

    class Meta:
        verbose_name = _("счёт за месяц")
        verbose_name_plural = _("счета за месяцы")
        constraints = [
            models.UniqueConstraint(fields=["account", "month"], name="billing_bill_one_a_month"),
            models.CheckConstraint(
                condition=Q(closing=F("opening") + F("income") - F("spent")), name="billing_bill_adds_up"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.month:%Y-%m}"

    @property
    def guarded_by(self) -> Contract:
        """Whose it is, for `accounts.access`."""
        return self.account.contract


class BillRow(models.Model):
    """What one line's movements of one category came to within a bill; negative is spent."""

    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="rows", db_index=False)
    line = models.ForeignKey(Line, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    category = models.CharField(_("категория"), max_length=16)  # of billing.statements.categories
    amount = models.DecimalField(_("сумма"), max_digits=14, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bill", "line", "category"], name="billing_bill_row_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.amount}"
