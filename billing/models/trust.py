"""Money lent to an account until its next top-up (B7)."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.models.accounts import Account, Entry
from billing.models.rates import RateCard
from cabinet.accounts.models import Contract, Line
from cabinet.core.channels import Channel


class TrustTerms(models.Model):
    """What is lent to whom: of the rows that fit (the line's card or any, its age) the dearest `amount` is offered."""

    rate_card = models.ForeignKey(
        RateCard,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("сетка (пусто: любая)"),
    )
    min_age_days = models.PositiveIntegerField(_("номеру дней, не меньше"), default=0)
    amount = models.DecimalField(_("сумма"), max_digits=14, decimal_places=2)
    fee = models.DecimalField(_("плата"), max_digits=14, decimal_places=2)
    days = models.PositiveSmallIntegerField(_("на сколько дней"))
    below_floor = models.BooleanField(_("в срок списать, даже если денег нет"), default=True)
    is_on = models.BooleanField(_("предлагается"), default=True)

    class Meta:
        verbose_name = _("условия доверительного платежа")
        verbose_name_plural = _("условия доверительного платежа")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0, fee__gte=0, days__gt=0), name="billing_trust_terms_sums")
        ]

    def __str__(self) -> str:
        return f"{self.amount} + {self.fee}, {self.days}"


class TrustStatus(models.TextChoices):
    OPEN = "open", _("не погашен")
    REPAID = "repaid", _("погашен")


class TrustPayment(models.Model):
    """`amount` lent for `fee`, both owed until `due_at`. `repaid` is what came back so far, of both together, the sum
    lent before the fee; the account's `owed` is the rest. Who borrows names `public_id`, so that a form that comes
    twice lends once."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="trust_payments")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    channel = models.CharField(_("канал"), max_length=8, choices=Channel)
    amount = models.DecimalField(_("сумма"), max_digits=14, decimal_places=2)
    fee = models.DecimalField(_("плата"), max_digits=14, decimal_places=2)
    below_floor = models.BooleanField(default=True)
    repaid = models.DecimalField(_("погашено"), max_digits=14, decimal_places=2, default=0)
    status = models.CharField(_("состояние"), max_length=8, choices=TrustStatus, default=TrustStatus.OPEN)
    taken_at = models.DateTimeField(_("взят"))
    due_at = models.DateTimeField(_("вернуть до"))
    next_try_at = models.DateTimeField(null=True, editable=False)  # when it is reminded of, charged, or tried again
    repaid_at = models.DateTimeField(_("возвращён"), null=True, blank=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="trust_payment")

    class Meta:
        verbose_name = _("доверительный платёж")
        verbose_name_plural = _("доверительные платежи")
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(status=TrustStatus.OPEN), name="billing_trust_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(status=TrustStatus.OPEN, repaid_at=None)
                | Q(status=TrustStatus.REPAID, repaid_at__isnull=False, next_try_at=None),
                name="billing_trust_repaid_has_time",
            ),
            models.CheckConstraint(
                condition=Q(repaid__gte=0, repaid__lte=models.F("amount") + models.F("fee")),
                name="billing_trust_never_more_than_owed",
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(next_try_at__isnull=False), name="billing_trust_due")
        ]

    def __str__(self) -> str:
        return f"{self.amount}, {self.get_status_display()}"

    @property
    def whole(self) -> Decimal:
        """All that is to come back."""
        return self.amount + self.fee

    @property
    def left(self) -> Decimal:
        """What of it did not yet."""
        return self.whole - self.repaid

    @property
    def guarded_by(self) -> Contract:
        """Whose it is, for `accounts.access`."""
        return self.account.contract
