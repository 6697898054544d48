"""What the charging run has to look at, and what it has to tell: rows that go as soon as that was done."""

from __future__ import annotations

from django.db import models

from billing.models import Account
from subscriptions.models.held import Subscription


class MoneyCame(models.Model):
    """That an account rose while something of its contract was suspended without money: the run looks whether there is
    enough now. The ledger's watcher writes it, holding the account; the run deletes it, holding it, too."""

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.account_id)


class News(models.TextChoices):
    SOON = "soon", "it is charged within a day, and there is too little money"
    SUSPENDED = "suspended", "it was suspended: there was no money"
    RESUMED = "resumed", "it works again"


class ChargeNotice(models.Model):
    """What an owner is still to be told of a subscription. The last news replaces what was not told yet."""

    subscription = models.OneToOneField(Subscription, primary_key=True, on_delete=models.PROTECT, related_name="+")
    news = models.CharField(max_length=9, choices=News)
    at = models.DateTimeField()  # of the news; of what comes soon: when
    due_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.subscription_id} {self.news}"
