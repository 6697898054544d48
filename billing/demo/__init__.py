"""A year of the demonstration's contracts: money and usage, the same each time relative to today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from django.db import transaction

from billing.demo.life import life_of
from billing.demo.money import add_recent, balanced, months_of
from billing.demo.usage import Year, give_cards, report
from billing.services.ledger import post_many
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


def _live(postings: list[tuple[datetime, object]], year: Year) -> None:
    """Everything in its order: nothing is posted before what was posted already."""
    happened = [(at, 0, what) for at, what in postings] + [(at, 1, events) for at, events in year.batches()]
    happened.sort(key=itemgetter(0, 1))
    for (moment, is_usage), together in groupby(happened, key=itemgetter(0, 1)):
        for_one_moment = [what for _at, _order, what in together]
        if is_usage:
            report(for_one_moment[0], now=moment)
        else:
            post_many(for_one_moment, now=moment)
