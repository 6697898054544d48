"""Which charge is meant: the sum and the day in people's own words."""

from datetime import date
from decimal import Decimal

import pytest

from billing.skills.asked import Asked, read

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("query", "amount", "day"),
    [
        ("за что списали 30 рублей", "30", None),
        ("куда делись 30р", "30", None),
        ("сняли 99,90 ₽ вчера", "99.90", date(2026, 11, 23)),
        ("списали 150", "150", None),
        ("с меня сняли 12.50 руб", "12.50", None),
        ("за что сняли с меня 45", "45", None),
        ("why was I charged 30 rub yesterday", "30", date(2026, 11, 23)),
        ("you took 30", "30", None),
        ("что за списание 12 ноября", None, date(2026, 11, 12)),
        ("12 ноября сняли 30 руб", "30", date(2026, 11, 12)),
        ("списали 12.11 непонятно что", None, date(2026, 11, 12)),
        ("сняли 30 руб 03.11.2026", "30", date(2026, 11, 3)),
        ("30 декабря списали 5 рублей", "5", date(2025, 12, 30)),
        ("за что списали деньги", None, None),
        ("сегодня пропали деньги", None, TODAY),
        ("позавчера списали", None, date(2026, 11, 22)),
        ("списали 31.02 что это", "31.02", None),
        ("списали 0 рублей", None, None),
        ("мой номер 79031234567", None, None),
    ],
)
def test_the_sum_and_the_day_are_read(query: str, amount: str | None, day: date | None) -> None:
    assert read(query, today=TODAY) == Asked(Decimal(amount) if amount else None, day)
