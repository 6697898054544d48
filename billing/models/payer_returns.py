"""Money of payments that goes back to who paid it (B11)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.models.payments import Payment
from cabinet.accounts.models import Contract, Line


class PayerReturnStatus(models.TextChoices):
    PROMISED = "promised", _("ждёт отправки")
    DONE = "done", _("отправлен")
    REFUSED = "refused", _("банк отказал")
    BY_HAND = "by_hand", _("вернули иначе")


class PayerReturn(models.Model):
    """Money of a payment that goes back to the card or account it came from: a promise, kept by a sweep.

    The account gave it up before, by an entry of its own; here only the provider is told.
    """

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="returns", verbose_name=_("платёж"))
    amount = models.DecimalField(_("сумма"), max_digits=14, decimal_places=2)
    key = models.CharField(max_length=64, unique=True, editable=False)
    status = models.CharField(
        _("состояние"), max_length=10, choices=PayerReturnStatus, default=PayerReturnStatus.PROMISED
    )
    refusal = models.CharField(_("почему отказ"), max_length=200, blank=True)
    tries = models.PositiveSmallIntegerField(_("попыток"), default=0)
    next_try_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(_("обещан"))
    finished_at = models.DateTimeField(_("закончен"), null=True, blank=True)
    rounds = models.PositiveSmallIntegerField(_("сколько раз отправляли заново"), default=0, db_default=0)
    again_at = models.DateTimeField(_("отправлен заново"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("кто разобрал"),
    )  # whoever of finance sent it again, or gave the money back in another way

    class Meta:
        verbose_name = _("возврат плательщику")
        verbose_name_plural = _("возвраты плательщикам")
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="billing_payer_return_amount")]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(next_try_at__isnull=False), name="billing_payer_return_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.get_status_display()}"

    @property
    def provider_key(self) -> str:
        """By which the provider knows this sending: by the same key it would refuse for ever what it refused once."""
        return f"{self.key}:{self.rounds}" if self.rounds else self.key

    @property
    def promised_at(self) -> datetime:
        """Before this the provider heard nothing of this sending."""
        return self.again_at or self.created_at

    @property
    def about(self) -> Line | Contract:
        """Whose money it was."""
        return self.payment.line or self.payment.account.contract
