"""A year of the demonstration's contracts: money and usage, the same each time relative to today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from billing.demo.life import Row, life_of
from billing.demo.money import add_recent, balanced, months_of
from billing.demo.usage import Year, give_cards, report
from billing.explain import demo as each_kind
from billing.payments import demo as paid
from billing.services.ledger import Posting, post_many
from cabinet.accounts.models import Contract

ENDS_AT = Decimal("1234.50")  # the first contract's balance


@transaction.atomic
def seed(*, contracts: Sequence[Contract], now: datetime) -> None:
    """Give each of `contracts` that has no movements a year of them, up to `now`; the first ends at 1 234,50 ₽."""
    lives = [life_of(contract, now) for contract in contracts]
    fresh = [life for life in lives if not life.account.last_seq]
    if not fresh:
        return
    give_cards(fresh)
    year = Year(fresh)
    rows = {life.account.pk: months_of(life, year) for life in fresh}
    if fresh[0] is lives[0]:
        add_recent(rows, lives, year)
    postings = [
        row
        for life in fresh
        for row in balanced(life, rows[life.account.pk], year, ENDS_AT if life is lives[0] else None)
    ]
    _live(postings, year)
    each_kind.seed(contracts=[life.account.contract for life in fresh], now=now)
    paid.seed(contracts=[life.account.contract for life in fresh], now=now)


def _live(postings: Sequence[Row], year: Year) -> None:
    """Everything in its order: nothing is posted before what was posted already."""
    posted: defaultdict[datetime, list[Posting]] = defaultdict(list)
    for moment, posting in postings:
        posted[moment].append(posting)
    reported = dict(year.batches())
    for moment in sorted({*posted, *reported}):
        post_many(posted[moment], now=moment)
        if moment in reported:
            report(reported[moment], now=moment)
