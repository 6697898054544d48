"""How templates write sums, numbers and times."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone, translation

from billing.kinds import EntryKind
from cabinet.accounts.models import LineKind
from cabinet.core.templatetags import portal

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def moscow() -> Iterator[None]:
    """Times are shown in the active zone; 12:00 UTC is 15:00 there."""
    with timezone.override("Europe/Moscow"), time_machine.travel(NOON, tick=False):
        yield


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (datetime(2026, 11, 24, 8, 20, tzinfo=UTC), "сегодня, 11:20"),
        (datetime(2026, 11, 23, 21, 30, tzinfo=UTC), "сегодня, 00:30"),
        (datetime(2026, 11, 23, 16, 42, tzinfo=UTC), "вчера, 19:42"),
        (datetime(2026, 11, 20, 9, 0, tzinfo=UTC), "20\u00a0ноября"),
        (datetime(2025, 11, 20, 9, 0, tzinfo=UTC), "20\u00a0ноября 2025"),
        (None, ""),
    ],
)
def test_moment(at: datetime | None, shown: str) -> None:
    with translation.override("ru"):
        assert portal.moment(at) == shown


@pytest.mark.parametrize(
    ("amount", "shown", "signed"),
    [
        (Decimal("1234.50"), "1\u00a0234,50\u00a0₽", "+1\u00a0234,50\u00a0₽"),
        (Decimal("-30"), "\u221230,00\u00a0₽", "\u221230,00\u00a0₽"),
        (Decimal(0), "0,00\u00a0₽", "0,00\u00a0₽"),
        (None, "", ""),
    ],
)
def test_money(amount: Decimal | None, shown: str, signed: str) -> None:
    with translation.override("ru"):
        assert portal.money(amount) == shown
        assert portal.signed_money(amount) == signed


@pytest.mark.parametrize("spent", [Decimal(666), Decimal(-666)])
def test_what_went_out_has_a_minus_whichever_way_it_is_kept(spent: Decimal) -> None:
    with translation.override("ru"):
        assert portal.outgo(spent) == "\u2212666,00\u00a0₽"


def test_the_light_rouble_lets_no_markup_through() -> None:
    assert portal.light_rouble("<b>1 ₽") == '&lt;b&gt;1 <span class="rouble">₽</span>'


@pytest.mark.parametrize(
    ("number", "shown", "dialled"),
    [("0611", "0611", "0611"), ("88007000611", "8\u00a0800\u00a0700\u00a006\u00a011", "88007000611"), (None, "", "")],
)
def test_service_numbers(number: str | None, shown: str, dialled: str) -> None:
    assert portal.spaced(number) == shown
    assert portal.tel(number) == dialled


@pytest.mark.parametrize(
    ("seconds", "shown"), [(40, "40\u00a0сек"), (60, "1\u00a0мин"), (61, "2\u00a0мин"), (600, "10\u00a0мин")]
)
def test_how_long_to_wait(seconds: int, shown: str) -> None:
    with translation.override("ru"):
        assert portal.duration(seconds) == shown


def test_every_kind_of_movement_and_of_line_has_a_drawing() -> None:
    assert {str(kind) for kind in EntryKind} == set(portal.ENTRY_ICONS)
    assert {str(kind) for kind in LineKind} == set(portal.KIND_ICONS)
    for name in {**portal.ENTRY_ICONS, **portal.KIND_ICONS}.values():
        portal.drawing(name)
