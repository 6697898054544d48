"""What usage would have cost otherwise, found by the statements of rating."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.models import Bucket, Entry, RateCard, UsageBatch, UsageEvent, UsageKey
from billing.usage.what_if import Package, Terms, Trial, ranked, what_if
from cabinet.accounts.models import Line
from tests.billing.usage.network import MINUTE, PRICES, event, give, make_card, make_line, rate
from tests.billing.usage.reference import Network
from tests.billing.usage.reference import Package as ByHand
from tests.billing.usage.test_rating_as_by_hand import NUMBERS, cards, events, few, packages, set_up
from tests.people import NOW, make_owner

pytestmark = pytest.mark.django_db

SINCE, UNTIL = NOW - timedelta(days=90), NOW + timedelta(seconds=1)
CALL = MINUTE * 2  # what the call of `event` takes: two started minutes


def trial(line: Line, card: RateCard, *given_packages: Package, since: datetime = SINCE) -> Trial:
    return Trial(line.pk, since, UNTIL, Terms(card.pk, given_packages))


def package(granted: int, *, unit: str = "voice", since: datetime = SINCE, until: datetime = UNTIL) -> Package:
    return Package(unit, granted, since, until)


def counted() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (UsageEvent, UsageKey, UsageBatch, Entry, Bucket))


@few
@given(
    own_cards=st.tuples(cards, cards),
    other=cards,
    given_packages=packages,
    others=packages,
    came=st.lists(events, min_size=4, max_size=20, unique_by=lambda each: each.event_id),
)
def test_under_its_own_card_it_is_what_was_charged_and_under_another_what_one_reckons_by_hand(
    lines, own_cards, other, given_packages, others, came
):
    """Two lines, each tried by its own terms and by somebody else's, all at once."""
    network = set_up(lines, [[(-60, card)] for card in own_cards], given_packages)
    network.accept(came)
    rate(*came)
    taken = [each for each in came if (each.source, each.event_id) in network.rated]
    by_hand = Network({number: [(SINCE, other)] for number in NUMBERS}, _by_hand(others))
    by_hand.accept(taken)
    another = _stored(other)
    before = counted(), set(Bucket.objects.values_list("pk", "used"))
    trials = []
    for number in NUMBERS:
        own = RateCard.objects.get(code=f"{number}-0")
        trials.append(trial(lines[number], own, *_packages(number, given_packages)))
        trials.append(trial(lines[number], another, *_packages(number, others)))
    outcome = what_if(trials)
    assert before == (counted(), set(Bucket.objects.values_list("pk", "used")))
    for place, number in enumerate(NUMBERS):
        charged = UsageEvent.objects.filter(line=lines[number])
        assert outcome[2 * place].amount == sum((each.amount for each in charged), Decimal(0))
        mine = [each for each in taken if each.number == number]
        if all(by_hand.price_of(each) for each in mine):
            assert outcome[2 * place + 1].amount == sum(
                (by_hand.rated[each.source, each.event_id][1] for each in mine), Decimal(0)
            )
        else:
            assert outcome[2 * place + 1] is None


@pytest.fixture
def lines(db) -> dict[str, Line]:
    return {number: make_owner(number)[1] for number in NUMBERS}


def _by_hand(rows) -> list[ByHand]:
    return [
        ByHand(number, unit, granted, NOW + timedelta(hours=hours), NOW + timedelta(hours=until))
        for number, unit, granted, hours, until in rows
    ]


def _packages(number: str, rows) -> list[Package]:
    mine = (each for each in _by_hand(rows) if each.line == number)
    return [Package(each.unit, each.granted, each.from_at, each.until_at) for each in mine]


def _stored(prices) -> RateCard:
    rows = {(each.unit, each.roaming, each.prefix): each for each in prices}
    return make_card({key: (each.step, each.price, each.name, each.from_package) for key, each in rows.items()})


def test_a_package_that_pays_for_all_leaves_nothing_and_one_too_small_leaves_the_rest():
    line = make_line(card=(card := make_card()))
    rate(event(), event(ago=30))
    found = what_if([trial(line, card, package(given)) for given in (0, CALL, 2 * CALL)])
    assert [cost.by_unit for cost in found] == [{"voice": Decimal(sum_)} for sum_ in ("10.00", "5.00", "0.00")]


def test_the_package_of_a_day_is_new_each_day():
    line = make_line(card=(card := make_card()))
    rate(*(event(at=NOW - timedelta(days=day)) for day in range(1, 4)))
    midnight = NOW.replace(hour=0)
    days = [
        package(CALL, since=midnight - timedelta(days=day), until=midnight - timedelta(days=day - 1))
        for day in range(1, 4)
    ]
    whole, one = what_if([trial(line, card, *days), trial(line, card, package(CALL))])
    assert (whole.amount, one.amount) == (Decimal(0), Decimal("10.00"))


def test_what_the_line_has_left_of_real_packages_does_not_count():
    line = make_line(card=(card := make_card()))
    give(line, "voice", 10 * CALL)
    rate(event())
    assert UsageEvent.objects.get().amount == 0
    assert [cost.amount for cost in what_if([trial(line, card)])] == [Decimal("5.00")]


def test_only_usage_of_the_span_counts():
    line = make_line(card=(card := make_card()))
    since = NOW - timedelta(days=3)
    rate(event(at=since - timedelta(seconds=1)), event(at=since), event(at=UNTIL))
    assert what_if([trial(line, card, since=since)])[0].amount == Decimal("5.00")


def test_a_card_without_a_price_for_what_was_used_costs_nobody_knows_what():
    line = make_line()
    rate(event(), event(unit="data", volume=1, to=""))
    silent = make_card({key: price for key, price in PRICES.items() if key[0] == "data"})
    assert what_if([trial(line, silent)]) == [None]


def test_who_used_nothing_pays_nothing_by_any_card():
    line = make_line(card=(card := make_card()))
    (cost,) = what_if([trial(line, card, package(60))])
    assert (cost.amount, cost.by_unit) == (Decimal(0), {})
    assert what_if([]) == []


def test_it_may_be_asked_twice_in_one_transaction_and_beside_rating():
    line = make_line(card=(card := make_card()))
    for sum_ in ("5.00", "10.00"):
        rate(event())
        assert what_if([trial(line, card)])[0].amount == Decimal(sum_)


def test_the_number_of_lines_does_not_change_the_number_of_questions(django_assert_num_queries):
    made = [make_line(number, card=make_card()) for number in ("79031110001", "79031110002", "79031110003")]
    card = make_card()
    for some in (made[:1], made):
        with django_assert_num_queries(27):
            what_if([trial(line, card, package(60)) for line in some])


def test_packages_that_never_meet_share_a_turn_and_what_ends_first_goes_first():
    day = timedelta(days=1)
    months = [package(1, since=NOW + 30 * n * day, until=NOW + 30 * (n + 1) * day) for n in range(3)]
    days = [package(2, since=NOW + n * day, until=NOW + (n + 1) * day) for n in range(89)]
    turns = {(each.granted, each.from_at): turn for each, turn in ranked([*months, *days])}
    assert {turns[2, each.from_at] for each in days} == {1}
    assert {turns[1, each.from_at] for each in months} == {2}
