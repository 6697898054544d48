"""From the night that computes it to the change that was recommended: what is computed when, and what is kept."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from billing.models import Unit
from cabinet.accounts.models import Line
from cabinet.core.errors import NotFound
from subscriptions.charging.lifecycle import end
from subscriptions.models import Reckoning, Recommendation, Tariff
from subscriptions.recommending import busy, nightly, tasks
from subscriptions.recommending.nightly import night_of, reckon_next
from subscriptions.recommending.selectors import benefit_of, fresh, hidden_offers, open_offers
from subscriptions.recommending.services import hide, show_again
from subscriptions.selectors import tariff_of
from tests.billing.money import account_of, pay
from tests.people import NOW, give_access, make_owner
from tests.subscriptions.made import GB, MINUTE, has, make_content, make_service, make_tariff
from tests.subscriptions.recommending.using import SEPTEMBER, compute, only, subscriber, uses

pytestmark = pytest.mark.django_db

LARGE = {Unit.VOICE: 900 * MINUTE, Unit.DATA: 5 * GB}
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def line():
    """Would have paid 150 ₽ a month less on «more», and 90 ₽ less with «minutes»."""
    line = subscriber()
    make_tariff("more", 600, allowances=LARGE)
    make_service("minutes", 110, allowances=LARGE)
    uses(line, SEPTEMBER, 400)
    return Line.objects.select_related("contract").get(pk=line.pk)


# Computed when it is asked for


def test_what_nobody_computed_is_computed_when_it_is_looked_at_and_then_not_again(line):
    assert fresh(line, now=NOW).computed_at == NOW
    assert [(row.offering_code, row.saving) for row in map(_named, open_offers([line]))] == [
        ("more", Decimal("150.00")),
        ("minutes", Decimal("90.00")),
    ]
    assert fresh(line, now=LATER).computed_at == NOW


def _named(row: Recommendation) -> Recommendation:
    row.offering_code = (row.tariff or row.service).code
    return row


def test_it_is_computed_again_when_the_line_has_something_else_or_another_month_is_over(line):
    fresh(line, now=NOW)
    has(line, make_service("music", 0), now=LATER)
    assert fresh(line, now=LATER).computed_at == LATER
    next_month = NOW + timedelta(days=20)
    assert fresh(line, now=next_month).computed_at == next_month
    has(line, make_content(price=0), now=next_month)
    assert fresh(line, now=next_month + timedelta(hours=1)).computed_at == next_month


def test_who_cannot_be_judged_is_not_computed_at_every_look():
    _owner, line = make_owner("79031234567")
    assert fresh(line, now=NOW).since is None
    assert fresh(line, now=LATER).computed_at == NOW
    assert benefit_of(line, LATER) == {}


def test_the_benefit_of_each_tariff_less_than_nothing_too(line):
    own = tariff_of(line).tariff
    dear = make_tariff("dear", 5000, allowances=LARGE)
    more = only_tariff("more")
    assert benefit_of(line, NOW) == {own.pk: Decimal(0), more.pk: Decimal(150), dear.pk: Decimal(-4250)}


def only_tariff(code: str) -> Tariff:
    return Tariff.objects.get(code=code)


# Hidden, wanted again, taken


def test_who_hides_it_sees_it_no_more_until_they_want_it_back(line):
    compute(line)
    owner, offer = line.contract.owner, only(tariff__code="more")
    hide(recommendation=offer, by=owner, now=NOW)
    hide(recommendation=offer, by=owner, now=LATER)
    assert [row.service.code for row in open_offers([line])] == ["minutes"]
    assert [row.hidden_at for row in hidden_offers(line)] == [NOW]
    show_again(recommendation=offer, by=owner, now=LATER)
    assert open_offers([line]).count() == 2


def test_only_who_manages_the_line_hides(line):
    compute(line)
    stranger, _line = make_owner("79990000000")
    viewer = give_access(line, "viewer")
    for somebody in (stranger, viewer):
        for service in (hide, show_again):
            with pytest.raises(NotFound):
                service(recommendation=only(tariff__code="more"), by=somebody, now=NOW)
    assert not Recommendation.objects.exclude(hidden_at=None).exists()


def test_a_change_to_what_was_recommended_is_noted_and_the_rest_is_computed_again(line, monkeypatch):
    woken = []
    monkeypatch.setattr("subscriptions.recommending.services.wake", lambda name, **kwargs: woken.append((name, kwargs)))
    compute(line)
    pay(account_of(line), 5000)
    end([tariff_of(line)], now=NOW)
    has(line, only_tariff("more"), now=LATER)
    assert [(row.tariff.code, row.accepted_at) for row in Recommendation.objects.all()] == [("more", LATER)]
    assert woken == [("subscriptions.recommend_line", {"line_id": line.pk})]
    monkeypatch.setattr(timezone, "now", lambda: LATER)
    tasks.recommend_line(line_id=line.pk)
    assert Reckoning.objects.get().computed_at == LATER
    assert list(open_offers([line])) == []


def test_a_service_that_was_hidden_and_is_switched_on_all_the_same_is_noted(line):
    compute(line)
    Recommendation.objects.update(hidden_at=NOW)
    pay(account_of(line), 5000)
    has(line, only(service__code="minutes").service, now=LATER)
    assert only(service__code="minutes").accepted_at == LATER
    assert only(tariff__code="more").hidden_at == NOW


def test_content_and_what_nobody_recommended_note_nothing(line):
    compute(line)
    has(line, make_content(price=0))
    assert open_offers([line]).count() == 2
    has(line, make_service("music", 0))
    assert not Recommendation.objects.exclude(accepted_at=None).exists()


def test_what_was_taken_and_left_again_can_be_offered_again(line):
    compute(line)
    Recommendation.objects.update(accepted_at=NOW)
    compute(line, now=LATER)
    assert [row.accepted_at for row in Recommendation.objects.all()] == [None, None]


def test_what_is_no_longer_sold_is_not_shown(line):
    compute(line)
    row = only(tariff__code="more")
    type(row.tariff).objects.filter(pk=row.tariff_id).update(archived_at=NOW)
    assert [row.service.code for row in open_offers([line])] == ["minutes"]


# The night


@pytest.fixture
def batches(monkeypatch):
    """Of two lines."""
    monkeypatch.setattr(nightly, "LINES", 2)


def computed() -> dict[str, object]:
    return dict(Reckoning.objects.values_list("line__msisdn", "computed_at"))


def test_the_night_goes_on_where_it_was_stopped(batches):
    tariff = make_tariff("own")
    lines = [subscriber(f"7903123000{number}", tariff=tariff) for number in range(5)]
    Line.objects.filter(pk=lines[4].pk).update(closed_at=NOW, status="closed")
    night = NOW - timedelta(hours=3)
    assert reckon_next(night=night, now=NOW) == lines[1].pk
    assert reckon_next(night=night, now=LATER) == lines[3].pk  # begun anew by another
    assert reckon_next(night=night, after=lines[3].pk, now=LATER) is None
    assert reckon_next(night=night, now=LATER) is None
    assert computed() == dict(zip((line.msisdn for line in lines), [NOW, NOW, LATER, LATER], strict=False))
    assert reckon_next(night=LATER + timedelta(days=1), now=NOW + timedelta(days=2)) == lines[1].pk


def test_a_batch_has_no_more_usage_than_fits_and_never_less_than_a_line(monkeypatch):
    monkeypatch.setattr(busy, "MOST_OF_BATCH", 2)
    tariff = make_tariff("own")
    lines = [subscriber(f"7903123000{number}", tariff=tariff) for number in range(4)]
    for line, calls in zip(lines, (1, 1, 3, 0), strict=True):
        for _call in range(calls):
            uses(line, SEPTEMBER, 1)
    ends, last = [], 0
    while last is not None:
        last = reckon_next(night=NOW, after=last, now=NOW)
        ends.append(last)
    assert ends == [lines[1].pk, lines[2].pk, lines[3].pk, None]


def test_who_reports_without_end_is_told_nothing_and_holds_nobody_up(line, monkeypatch):
    monkeypatch.setattr(busy, "MOST_OF_LINE", 1)
    uses(line, SEPTEMBER, 1)
    other = subscriber("79990000001", tariff=tariff_of(line).tariff)
    uses(other, SEPTEMBER, 400)
    compute(line, other)
    assert set(Recommendation.objects.values_list("line", flat=True)) == {other.pk}
    assert fresh(line, now=LATER).computed_at == NOW
    assert benefit_of(line, LATER) == {}


def test_one_task_does_all_that_fits_into_its_time_and_wakes_the_next(batches, monkeypatch):
    tariff = make_tariff("own")
    lines = [subscriber(f"7903123000{number}", tariff=tariff) for number in range(5)]
    woken = []
    monkeypatch.setattr(tasks, "wake", lambda name, **kwargs: woken.append(kwargs))
    monkeypatch.setattr(tasks, "BUDGET", 0)
    tasks.recommend()
    assert (len(computed()), woken) == (0, [{"night": woken[0]["night"], "after": 0}])
    monkeypatch.setattr(tasks, "BUDGET", 60)
    tasks.recommend(**woken.pop())
    assert (len(computed()), woken) == (len(lines), [])


def test_a_night_begins_at_eight_in_the_evening_of_utc():
    evening = NOW.replace(hour=20)
    assert night_of(evening) == evening
    assert night_of(evening - timedelta(seconds=1)) == evening - timedelta(days=1)
    assert night_of(NOW) == evening - timedelta(days=1)
