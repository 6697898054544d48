"""What would have been cheaper for the real use of three months, to the kopeck, and what is never offered (T7)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from billing.models import Bucket, Entry, Unit, UsageEvent
from billing.usage.packages import open_period
from cabinet.accounts.models import LineKind, Region
from subscriptions.models import Every, Reckoning, Recommendation, Service, Tariff
from subscriptions.recommending.having import having
from subscriptions.recommending.shelf import read_shelf
from subscriptions.recommending.spans import span_of
from subscriptions.selectors import on_sale
from tests.people import NOW, make_owner
from tests.subscriptions.made import GB, MINUTE, has, make_service, make_tariff
from tests.subscriptions.recommending.using import (
    AUGUST,
    NOVEMBER,
    OCTOBER,
    SEPTEMBER,
    SMALL,
    compute,
    on,
    only,
    savings,
    subscriber,
    uses,
)

pytestmark = pytest.mark.django_db

LARGE = {Unit.VOICE: 300 * MINUTE, Unit.DATA: 5 * GB}


@pytest.fixture
def talker():
    """Talks for 200 minutes each month: a hundred more than the package has, at 2 ₽."""
    line = subscriber()
    for month in (AUGUST, SEPTEMBER, OCTOBER):
        uses(line, month, 200)
    return line


def test_a_tariff_that_would_have_been_cheaper_is_offered_with_its_arithmetic(talker):
    make_tariff("more", 600, allowances=LARGE)
    assert compute(talker) == {"more": Decimal("150.00")}
    kept = only().arithmetic
    assert (kept["first"], kept["last"], kept["stops"]) == ("2026-08-10", "2026-11-09", [])
    nothing = {"services": "0", "added": "0", "connect": "0"}
    own = {"name_ru": "Тариф own", "name_en": "Tariff own", "fee": "1650.00", "usage": "600.00"}
    other = {"name_ru": "Тариф more", "name_en": "Tariff more", "fee": "1800.00", "usage": "0.00", "connect": "0.00"}
    assert kept["own"] == nothing | own
    assert kept["other"] == nothing | other


def test_what_going_over_costs_is_counted(talker):
    make_tariff("more", 600, allowances=LARGE, connect_fee=90)
    assert compute(talker) == {"more": Decimal("120.00")}
    assert only().arithmetic["other"]["connect"] == "90.00"


@pytest.mark.parametrize(("price", "offers"), [(700, {"more": Decimal("50.00")}), ("700.02", {})])
def test_a_small_saving_is_not_offered(talker, price, offers):
    make_tariff("more", price, allowances=LARGE)
    assert compute(talker) == offers
    assert savings(talker)["more"] == Decimal(750) - Decimal(price)


def test_a_day_is_paid_for_as_often_as_there_are_days(talker):
    """From 10 August to 9 November there are 92; a package of seven minutes a day pays for a call of 200 with seven."""
    make_tariff("daily", 10, every=Every.DAY, allowances={Unit.VOICE: 7 * MINUTE})
    compute(talker)
    assert savings(talker) == {"own": Decimal(0), "daily": _third(2250 - (920 + 3 * 193 * 2))}


def _third(roubles: int) -> Decimal:
    return (Decimal(roubles) / 3).quantize(Decimal("0.01"))


def test_a_service_with_packages_beside_ones_own_tariff(talker):
    make_service("minutes", 100, allowances={Unit.VOICE: 100 * MINUTE})
    make_service("answering-machine", 0)
    assert compute(talker) == {"minutes": Decimal("100.00")}
    kept = only().arithmetic
    assert (kept["other"]["fee"], kept["other"]["added"], kept["other"]["usage"]) == ("1650.00", "300.00", "0.00")
    assert savings(talker) == {"own": Decimal(0)}


@pytest.mark.parametrize(
    "rule",
    [
        {"tariffs": ["another"]},
        {"requires": ["roaming"]},
        {"conflicts": ["held"]},
        {"kinds": [LineKind.HOME.value]},
        {"every": Every.NEVER, "price": 0},
        {"archived_at": NOW},
        {"on_sale_from": date(2026, 11, 25)},
        {"on_sale_until": date(2026, 11, 23)},
    ],
)
def test_a_service_that_cannot_be_had_is_not_offered(talker, rule):
    has(talker, make_service("held", 0))
    make_service("minutes", **{"price": 100, "allowances": {Unit.VOICE: 100 * MINUTE}, **rule})
    assert compute(talker) == {}


def test_nor_one_that_something_held_does_not_go_with_or_that_is_held(talker):
    has(talker, make_service("held", 0, conflicts=["minutes"]))
    minutes = make_service("minutes", 0, allowances={Unit.VOICE: 100 * MINUTE})
    assert compute(talker) == {}
    Service.objects.filter(code="held").update(conflicts=[])
    assert compute(talker) == {"minutes": Decimal("200.00")}
    has(talker, minutes)
    assert compute(talker) == {}


def test_services_with_packages_are_paid_for_on_both_sides_and_what_does_not_go_along_is_named(talker):
    has(talker, make_service("minutes", 0, allowances={Unit.VOICE: 50 * MINUTE}, tariffs=["own"]))
    has(talker, make_service("music", 0, tariffs=["own"]))
    has(talker, make_service("mail", 0, allowances={Unit.DATA: GB}))
    make_tariff("more", 500, allowances=LARGE)
    assert compute(talker) == {"more": Decimal("150.00")}
    kept = only().arithmetic
    assert kept["own"]["usage"] == "300.00"  # fifty minutes each month
    assert kept["stops"] == [["Услуга minutes", "Service minutes"], ["Услуга music", "Service music"]]


def test_what_its_own_tariff_would_have_cost_is_what_it_did_cost():
    """Packages of its own periods were used by the real rating; usage after them and before them does not count."""
    line = subscriber(tariff=(tariff := make_tariff("own", 550, allowances=SMALL)))
    span = span_of(anchor=date(2026, 1, 10), now=NOW, zone=having([line], now=NOW)[0].span.zone)
    for month in span.months:
        open_period(line=line, rate_card=tariff.rate_card, from_at=month.start, until_at=month.until)
    edges = [month.start for month in span.months] + [month.until - timedelta(seconds=1) for month in span.months]
    for at in sorted([AUGUST, SEPTEMBER, OCTOBER, *edges]):
        uses(line, at, 47, gb=2)
    charged = UsageEvent.objects.aggregate(sum=Sum("amount"))["sum"]
    uses(line, span.since - timedelta(seconds=1), 300)
    uses(line, NOVEMBER, 300)
    make_tariff("none", 100, allowances={})
    before = (Entry.objects.count(), list(Bucket.objects.order_by("pk").values_list("used", flat=True)))
    compute(line)
    assert before == (Entry.objects.count(), list(Bucket.objects.order_by("pk").values_list("used", flat=True)))
    free = 9 * (47 * 2 + Decimal("314.58"))  # minutes and gigabytes without packages, each session rounded once
    assert charged > 0
    assert savings(line)["none"] == ((1650 + charged - 300 - free) / 3).quantize(Decimal("0.01"))


@pytest.mark.parametrize(
    "rule",
    [
        {"archived_at": NOW},
        {"kinds": [LineKind.MODEM.value]},
        {"on_sale_from": date(2026, 11, 25)},
        {"rate_card": None},
    ],
)
def test_a_tariff_that_cannot_be_had_is_not_offered(talker, rule):
    if "rate_card" in rule:  # has no price for calls
        rule = {}
        silent = make_tariff("more", 100, allowances={})
        silent.rate_card.rates.filter(unit=Unit.VOICE).delete()
    else:
        make_tariff("more", 100, allowances=LARGE, **rule)
    assert compute(talker) == {}


def test_what_is_sold_is_told_alike_by_the_shelf_and_by_the_catalogue(talker):
    here, there = (Region.objects.create(code=code, name_ru=code) for code in ("msk", "spb"))
    for code, where in (("here", [here]), ("there", [there]), ("both", [here, there]), ("all", [])):
        make_tariff(code).regions.set(where)
        make_service(code, allowances={Unit.SMS: 1}).regions.set(where)
    shelf = read_shelf()
    for region, codes in ((here, {"here", "both", "all"}), (there, {"there", "both", "all"}), (None, {"all"})):
        talker.contract.region = region
        sold = {each.code for each in shelf.tariffs_for(talker, day=NOW.date())}
        assert sold == {each.code for each in on_sale(Tariff, line=talker, now=NOW)} == codes | {"own"}
        assert {each.code for each in shelf.services_for(talker, day=NOW.date())} == codes


def test_home_internet_is_offered_nothing_slower():
    _owner, line = make_owner("79031234567")
    type(line).objects.filter(pk=line.pk).update(kind=LineKind.HOME)
    at_home = {"kinds": [LineKind.HOME.value], "allowances": {}}
    on(line, make_tariff("own", 700, speed=300, **at_home))
    make_tariff("slow", 300, speed=100, **at_home)
    make_tariff("same", 500, speed=300, **at_home)
    assert compute(line) == {"same": Decimal("200.00")}


def test_who_was_not_there_for_three_months_is_told_nothing(talker):
    make_tariff("more", 100, allowances=LARGE)
    type(talker).objects.update(opened_at=datetime(2026, 8, 10, tzinfo=UTC))  # three hours late, in Moscow
    assert compute(talker) == {}
    assert Reckoning.objects.get().since is None
    type(talker).objects.update(opened_at=datetime(2026, 8, 9, 21, tzinfo=UTC))
    assert compute(talker) == {"more": Decimal("650.00")}


def test_who_has_no_tariff_is_told_nothing():
    make_tariff("more", 100)
    _owner, line = make_owner("79031234567")
    assert compute(line) == {}


def test_the_best_three_are_kept_and_what_is_no_longer_cheaper_goes(talker):
    for price in (500, 510, 520, 530):
        make_tariff(f"for-{price}", price, allowances=LARGE)
    assert list(compute(talker)) == ["for-500", "for-510", "for-520"]
    known = only(tariff__code="for-510").public_id
    Tariff.objects.filter(code="for-500").update(archived_at=NOW)
    uses(talker, SEPTEMBER, 3)
    assert compute(talker) == {code: Decimal(sum_) for code, sum_ in zip(
        ("for-510", "for-520", "for-530"), ("242.00", "232.00", "222.00"), strict=True)}  # fmt: skip
    assert only(tariff__code="for-510").public_id == known


def test_what_was_hidden_stays_hidden_unless_it_saves_much_more(talker):
    make_tariff("more", 600, allowances=LARGE | {Unit.VOICE: 9000 * MINUTE})
    compute(talker)
    Recommendation.objects.update(hidden_at=NOW)
    uses(talker, SEPTEMBER, 112)  # 74.67 more a month
    compute(talker)
    assert (only().saving, only().hidden_at) == (Decimal("150.00"), NOW)
    uses(talker, SEPTEMBER, 1)
    assert compute(talker) == {"more": Decimal("225.33")}
    assert only().hidden_at is None


def test_what_was_hidden_leaves_its_place_to_the_next(talker):
    for price in (500, 510, 520, 530):
        make_tariff(f"for-{price}", price, allowances=LARGE)
    compute(talker)
    Recommendation.objects.filter(tariff__code="for-500").update(hidden_at=NOW)
    compute(talker)
    shown = Recommendation.objects.filter(hidden_at=None).order_by("-saving")
    assert [row.tariff.code for row in shown] == ["for-510", "for-520", "for-530"]


def test_many_lines_are_asked_about_as_often_as_one():
    tariff = make_tariff("own", 550, allowances=SMALL)
    make_tariff("more", 600, allowances=LARGE)
    make_service("minutes", 100, allowances={Unit.VOICE: 100 * MINUTE})
    lines = [subscriber(f"7903123000{number}", tariff=tariff) for number in range(4)]
    for line in lines:
        uses(line, SEPTEMBER, 500)
    counts = []
    for some in (lines[:1], lines):
        with CaptureQueriesContext(connection) as asked:
            compute(*some)
        counts.append(len(asked) - len(some))  # each line is read once more by the test
    assert counts[0] == counts[1]
    assert list(Recommendation.objects.values_list("saving", flat=True)) == [Decimal("83.33")] * 4
