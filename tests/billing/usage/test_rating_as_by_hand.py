"""Rating in sets gives what rating by hand gives, whatever comes in whatever order."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.models import (
    Allowance,
    Bucket,
    BucketUse,
    Entry,
    LineRate,
    QuarantinedEvent,
    Rate,
    RateCard,
    UsageBatch,
    UsageEvent,
    UsageKey,
)
from billing.services.audit import audit
from billing.usage.events import Event
from cabinet.accounts.models import Line
from tests.billing.usage.network import rate
from tests.billing.usage.reference import Network, Package, Price
from tests.people import NOW, make_owner

pytestmark = pytest.mark.django_db

NUMBERS = ("79031230001", "79031230002")
UNITS = ("voice", "data")
a_number = st.sampled_from([NUMBERS[0]] * 3 + [NUMBERS[1]])  # mostly one line and one unit: packages meet there
a_unit = st.sampled_from(["voice"] * 3 + ["data"])
PREFIXES = ("", "7", "77", "7701")

prices = st.builds(
    Price,
    unit=st.sampled_from(UNITS),
    roaming=st.booleans(),
    prefix=st.sampled_from(PREFIXES),
    step=st.sampled_from([1, 7, 60]),
    price=st.integers(0, 30_000).map(lambda each: Decimal(each) / 10_000),
    name=st.sampled_from(["", "Казахстан"]),
    from_package=st.booleans(),
)


def card_of(step: int, price: int, others: list[Price]) -> list[Price]:
    """What is used most has a price, so that most of what comes is rated."""
    most = [Price(unit, False, "", step, Decimal(price) / 10_000, "", True) for unit in UNITS]
    return [*most, *(each for each in others if each.roaming or each.prefix)]


cards = st.builds(
    card_of,
    st.sampled_from([7, 60]),
    st.integers(1, 30_000),
    st.lists(prices, max_size=4, unique_by=lambda each: (each.unit, each.roaming, each.prefix)),
)
line_cards = st.tuples(cards, st.none() | st.tuples(st.integers(-39, 0), cards)).map(
    lambda each: [(-40, each[0])] + ([each[1]] if each[1] else [])
)
packages = st.lists(
    st.tuples(
        a_number,
        a_unit,
        st.integers(1, 300),
        st.integers(-41, -1),
        # Most hold at the end, where most events are: which begins first and which ends first are two things there.
        st.integers(1, 8) | st.integers(1, 8) | st.integers(-40, 0),
    ).map(lambda each: (*each[:4], max(each[4], each[3] + 1))),
    min_size=2,
    max_size=6,
    unique_by=lambda each: each[4],  # which of two that end together goes first is nobody's rule
)
events = st.builds(
    lambda number, name, unit, roaming, minutes, volume, to: Event(
        "msc", f"e{name}", number, unit, roaming, NOW - timedelta(minutes=minutes), volume, to
    ),
    a_number,
    st.integers(0, 40),  # not so many names: some come again, as they were or changed
    a_unit,
    st.sampled_from([False, False, False, True]),
    st.sampled_from([0, 1, 59, 60, 600, 1200, 2400]),
    st.integers(0, 130),
    st.sampled_from(["79160000000", "77010000000", "7", "internet", ""]),
)
batches = st.lists(st.lists(events, min_size=4, max_size=16), min_size=1, max_size=3)
few = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
def lines(db) -> dict[str, Line]:
    return {number: make_owner(number)[1] for number in NUMBERS}


def set_up(lines: dict[str, Line], given_cards, given_packages) -> Network:
    """The same cards and packages, in the database and by hand."""
    for model in (UsageEvent, BucketUse, QuarantinedEvent, UsageBatch, UsageKey, Bucket, LineRate, Rate, Allowance):
        model.objects.all().delete()
    RateCard.objects.all().delete()
    network = Network({}, [])
    for number, card_list in zip(NUMBERS, given_cards, strict=True):
        network.cards[number] = sorted((NOW + timedelta(hours=hours), rates) for hours, rates in card_list)
        for place, (from_at, rates) in enumerate(network.cards[number]):
            card = RateCard.objects.create(code=f"{number}-{place}", name_ru="x")
            Rate.objects.bulk_create(
                Rate(
                    rate_card=card,
                    name_ru=each.name,
                    **{
                        name: getattr(each, name)
                        for name in ("unit", "roaming", "prefix", "step", "price", "from_package")
                    },
                )
                for each in rates
            )
            LineRate.objects.create(line=lines[number], rate_card=card, from_at=from_at)
    for place, (number, unit, granted, hours, until) in enumerate(given_packages):
        from_at = NOW + timedelta(hours=hours)
        until_at = NOW + timedelta(hours=until)
        network.packages.append(Package(number, unit, granted, from_at, until_at))
        Bucket.objects.create(
            line=lines[number],
            unit=unit,
            granted=granted,
            from_at=from_at,
            until_at=until_at,
            source=f"{place}",
            name_ru="x",
        )
    return network


def rated() -> dict[tuple[str, str], tuple[int, Decimal]]:
    return {(each.source, each.event_id): (each.taken, each.amount) for each in UsageEvent.objects.all()}


def used() -> dict[str, int]:
    return {each.source: each.used for each in Bucket.objects.all()}


@few
@given(given_cards=st.tuples(line_cards, line_cards), given_packages=packages, given_batches=batches)
def test_it_agrees_with_rating_event_by_event(lines, given_cards, given_packages, given_batches):
    network = set_up(lines, given_cards, given_packages)
    ids = []
    for batch in given_batches:
        counted = network.accept(batch)
        made = rate(*batch)
        ids.append(str(made.public_id))
        assert (made.rated, made.repeated, made.quarantined) == counted
    assert rated() == network.rated
    assert used() == {str(place): each.used for place, each in enumerate(network.packages)}
    sums = defaultdict(Decimal)
    for entry in Entry.objects.filter(cause__source_id__in=ids):
        facts = entry.cause["facts"]
        sums[entry.line.msisdn, facts["unit"], facts["roaming"], entry.cause.get("name", "")] -= entry.amount
        assert -entry.amount == sum(event.amount for event in entry.usage.all())
        assert facts["events"] == entry.usage.count()
    assert sums == {key: amount for key, amount in network.sums.items() if amount}
    assert {use.bucket_id: use.taken for use in BucketUse.objects.all() if not use.taken} == {}
    assert list(audit()) == []


@few
@given(
    given_cards=st.tuples(line_cards, line_cards),
    given_packages=packages,
    batch=st.lists(events, min_size=4, max_size=15),
    cuts=st.lists(st.integers(1, 14), max_size=3),
)
def test_how_events_are_cut_into_batches_does_not_matter(lines, given_cards, given_packages, batch, cuts):
    """As long as they come in the order of their starts: then one batch and many are the same wish."""
    batch = sorted(batch, key=lambda each: (each.started_at, each.event_id, each.source))
    outcomes = []
    for edges in ([], sorted(set(cuts))):
        set_up(lines, given_cards, given_packages)
        borders = [0, *edges, len(batch)]
        parts = [batch[first:last] for first, last in pairwise(borders)]
        whole = [rate(*part) for part in parts]
        outcomes.append((rated(), used(), sum(each.amount for each in whole), sum(each.rated for each in whole)))
    assert outcomes[0] == outcomes[1]
