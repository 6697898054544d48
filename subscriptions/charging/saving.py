"""Writing down how subscriptions stand after a run: each is one statement for all of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import connection

from billing.models import Account
from subscriptions.charging.wallets import Wallet
from subscriptions.models import ChargeNotice, MoneyCame, News, Subscription

COLUMNS = ("status", "anchor", "periods", "paid_until", "due_at", "suspended_at", "ended_at")
TYPES = "id bigint, status text, anchor date, periods int, paid_until timestamptz, due_at timestamptz, \
suspended_at timestamptz, ended_at timestamptz"
SAVE = """
UPDATE subscriptions_subscription AS held SET {columns}
FROM jsonb_to_recordset(%s) AS fresh ({types}) WHERE held.id = fresh.id
"""
SAVE = SAVE.format(columns=", ".join(f"{column} = fresh.{column}" for column in COLUMNS), types=TYPES)
as_json = json.JSONEncoder(default=str, check_circular=False).encode


def save(changed: Iterable[Subscription]) -> None:
    """The columns that charging moves, of all that it `changed`."""
    rows = [{"id": each.pk, **{column: getattr(each, column) for column in COLUMNS}} for each in changed]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(SAVE, [as_json(rows)])


def note_who_waits(waits: Mapping[int, bool], wallets: Mapping[int, Wallet]) -> None:
    """Have the ledger tell of every rise of the accounts of contracts that have something suspended, and of no others.

    All accounts of the contract: what one has too little of may come from another, or to one that is opened later.
    """
    wrong: dict[bool, list[int]] = {True: [], False: []}
    for contract, waiting in waits.items():
        for account in wallets[contract].accounts.values():
            if account.awaits_money != waiting:
                wrong[waiting].append(account.pk)
    for waiting, accounts in wrong.items():
        if accounts:
            Account.objects.filter(pk__in=accounts).update(awaits_money=waiting)


def forget_money(wallets: Iterable[Wallet]) -> None:
    """What came to these accounts was looked at. They are locked, so nothing came meanwhile."""
    MoneyCame.objects.filter(account__in=[pk for wallet in wallets for pk in wallet.left]).delete()


def note_news(news: Mapping[int, News], *, now: datetime) -> None:
    """Have owners told, by the keys of the subscriptions; nobody is told yet (`telling`)."""
    ChargeNotice.objects.bulk_create(
        [ChargeNotice(subscription_id=pk, news=what, at=now, due_at=now) for pk, what in sorted(news.items())],
        update_conflicts=True,
        unique_fields=["subscription"],
        update_fields=["news", "at", "due_at"],
    )


def forget_news(subscriptions: Collection[int]) -> None:
    """What was not told yet of what has ended."""
    if subscriptions:
        ChargeNotice.objects.filter(pk__in=subscriptions).delete()
