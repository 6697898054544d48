"""A year of the demonstration's contracts: money and usage, the same each time relative to today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from billing.demo.life import Life, Row
from billing.demo.money import add_recent, balanced, months_of
from billing.demo.usage import Year, give_cards, report
from billing.explain import demo as each_kind
from billing.payments import demo as paid
from billing.services.ledger import Posting, post_many


@transaction.atomic
def seed(*, lives: Sequence[Life], now: datetime) -> None:
    """Live `lives`, whose accounts have no movements yet, up to `now`; the first is the one that is shown to everybody.

    What their fees give (packages) is there already.
    """
    give_cards(lives)
    year = Year(lives)
    rows = {life.account.pk: months_of(life, year) for life in lives}
    add_recent(rows, lives, year)
    _live([row for life in lives for row in balanced(life, rows[life.account.pk], year)], year)
    each_kind.seed(contracts=[life.account.contract for life in lives], now=now)
    paid.seed(contracts=[life.account.contract for life in lives], now=now)


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
