"""What the network was told of subscriptions while nobody waits for it: what it refuses is settled all the same."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import Line
from cabinet.network.models import NetworkOrder, Operation
from subscriptions.models.held import Subscription


class Fate(models.TextChoices):
    OPEN = "open", _("ждёт сети")
    REFUSED = "refused", _("отказано: нужен человек")
    SETTLED = "settled", _("разобрано")


class SubscriptionOrder(models.Model):
    """That `order` is about `subscription`: written with the order. A wish of a person asks after its own orders; these
    follow from charging, or from the end of something. Rows of what the network did go away by and by.

    `look_at` is when the sweep may look at a refused one: later for one that could not be settled.
    """

    order = models.OneToOneField(
        NetworkOrder, primary_key=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("распоряжение")
    )
    subscription = models.ForeignKey(
        Subscription, on_delete=models.PROTECT, related_name="orders", verbose_name=_("подключение")
    )
    operation = models.CharField(_("что"), max_length=16, choices=Operation)
    fate = models.CharField(_("что с ним"), max_length=7, choices=Fate, default=Fate.OPEN)
    made_at = models.DateTimeField(_("когда"))
    look_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("отказ сети")
        verbose_name_plural = _("отказы сети")
        constraints = [
            models.CheckConstraint(condition=models.Q(fate__in=Fate.values), name="subscriptions_order_fate"),
        ]
        indexes = [
            models.Index(fields=["order"], condition=models.Q(fate=Fate.OPEN), name="subs_orders_open"),
            models.Index(fields=["subscription"], condition=models.Q(fate=Fate.REFUSED), name="subs_orders_refused"),
        ]

    def __str__(self) -> str:
        return f"{self.get_operation_display()} {self.subscription}"

    @property
    def guarded_by(self) -> Line:
        return self.subscription.line
