"""Crossed thresholds that wait to be told of (B10)."""

from __future__ import annotations

from django.db import models

from billing.models.accounts import Account


class BalanceNotice(models.Model):
    """That the balance of `account` fell below its `notice_below` by the entry `seq`; gone once it was told of. One of
    an account waits at a time, so a balance that falls, rises and falls within a second is told of once."""

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.PROTECT, related_name="+")
    seq = models.BigIntegerField()
    due_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.account_id}/{self.seq}"
