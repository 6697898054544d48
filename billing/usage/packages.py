"""What lines are rated by: their card, and the packages that a period of it gives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from billing.models import Allowance, Bucket, LineRate, Rate, RateCard
from cabinet.accounts.models import Line

SOURCE = "rate_card"


class Period(NamedTuple):
    """What `line` is given by `rate_card` for usage that begins within `from_at <= start < until_at`."""

    line: Line
    rate_card: RateCard
    from_at: datetime
    until_at: datetime


def set_rate(*, line: Line, rate_card: RateCard, from_at: datetime) -> LineRate:
    """Rate what begins on `line` at `from_at` and later by `rate_card`, until the next such change. What was rated
    already stays as it is; the last word about one moment counts."""
    row, _made = LineRate.objects.update_or_create(line=line, from_at=from_at, defaults={"rate_card": rate_card})
    return row


def open_periods(periods: Collection[Period]) -> None:
    """Give the packages of each of `periods`; one that began at its `from_at` already is given nothing more."""
    allowances = defaultdict(list)
    for allowance in Allowance.objects.filter(rate_card__in={period.rate_card.pk for period in periods}):
        allowances[allowance.rate_card_id].append(allowance)
    fresh = [
        Bucket(
            line=period.line,
            unit=allowance.unit,
            name_ru=period.rate_card.name_ru,
            name_en=period.rate_card.name_en,
            granted=allowance.granted,
            from_at=period.from_at,
            until_at=period.until_at,
            source=SOURCE,
            source_id=period.rate_card.code,
        )
        for period in periods
        for allowance in allowances[period.rate_card.pk]
    ]
    Bucket.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=1000)


def open_period(*, line: Line, rate_card: RateCard, from_at: datetime, until_at: datetime) -> list[Bucket]:
    """The same for one period; returns what was given, now or before."""
    open_periods([Period(line, rate_card, from_at, until_at)])
    given = Bucket.objects.filter(line=line, source=SOURCE, source_id=rate_card.code, from_at=from_at)
    return list(given.order_by("pk"))


@transaction.atomic
def copy_card(card: RateCard) -> RateCard:
    """A card like `card`, that no line is on: prices in use are not changed, the next ones are made from a copy."""
    taken = RateCard.objects.filter(code__startswith=card.code[:40]).count()
    copied = RateCard.objects.create(code=f"{card.code[:40]}-{taken + 1}", name_ru=card.name_ru, name_en=card.name_en)
    rates, allowances = list(card.rates.all()), list(card.allowances.all())
    for rate in rates:
        rate.pk, rate.rate_card = None, copied
    for allowance in allowances:
        allowance.pk, allowance.rate_card = None, copied
    Rate.objects.bulk_create(rates)
    Allowance.objects.bulk_create(allowances)
    return copied
