"""What lines are rated by: their card, and the packages that a period of it gives."""

from __future__ import annotations

from datetime import datetime

from billing.models import Bucket, LineRate, RateCard
from cabinet.accounts.models import Line

SOURCE = "rate_card"


def set_rate(*, line: Line, rate_card: RateCard, from_at: datetime) -> LineRate:
    """Rate what begins on `line` at `from_at` and later by `rate_card`, until the next such change. What was rated
    already stays as it is; the last word about one moment counts."""
    row, _made = LineRate.objects.update_or_create(line=line, from_at=from_at, defaults={"rate_card": rate_card})
    return row


def open_period(*, line: Line, rate_card: RateCard, from_at: datetime, until_at: datetime) -> list[Bucket]:
    """Give `line` the packages of `rate_card` for usage that begins within `from_at <= start < until_at`.

    Calling it again for a period that began at `from_at` gives nothing more and returns what was given.
    """
    fresh = [
        Bucket(
            line=line,
            unit=allowance.unit,
            name_ru=rate_card.name_ru,
            name_en=rate_card.name_en,
            granted=allowance.granted,
            from_at=from_at,
            until_at=until_at,
            source=SOURCE,
            source_id=rate_card.code,
        )
        for allowance in rate_card.allowances.all()
    ]
    Bucket.objects.bulk_create(fresh, ignore_conflicts=True)
    given = Bucket.objects.filter(line=line, source=SOURCE, source_id=rate_card.code, from_at=from_at)
    return list(given.order_by("pk"))
