"""Home internet and television rest between two days: nothing is charged, and what was paid for is not lost."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from billing.models import Entry
from cabinet.accounts.models import Line, LineKind, Role
from cabinet.core.errors import NotFound
from cabinet.network.models import NetworkOrder, Operation, OrderStatus
from cabinet.network.services.dispatch import dispatch
from cabinet.requests.models import Request, RequestStatus
from cabinet.requests.services.advance import sweep
from subscriptions.fixed import pausing
from subscriptions.models import Status, Subscription
from tests.billing.money import account_of, pay
from tests.people import NOW, give_access, make_owner, signed_in
from tests.subscriptions.made import has, make_service, make_tariff

pytestmark = pytest.mark.django_db

ZONE = ZoneInfo("Europe/Moscow")
TODAY = NOW.astimezone(ZONE).date()
IN_TEN_DAYS = TODAY + timedelta(days=10)
RESTED_TEN_DAYS = datetime(2027, 1, 3, tzinfo=ZONE)  # the month from 24 November ends on 24 December, and ten days


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def line() -> Line:
    _owner, mobile = make_owner("79161230002")
    pay(account_of(mobile), 1000)
    home = Line.objects.create(
        contract=mobile.contract, number="4501020", kind=LineKind.HOME, address="Самара, Садовая, 5", opened_at=NOW
    )
    has(home, make_tariff("home", 450, kinds=["home"], speed=300))
    has(home, make_service("static-address", 100, kinds=["home"]))
    return home


def asked(line: Line, *, first: date = TODAY, until: date = IN_TEN_DAYS) -> Request:
    return pausing.pause(line=line, first=first, until=until, by=line.contract.owner, now=NOW)


def days_pass(clock, days: int) -> datetime:
    """The clock goes on so many days; the network and the sweep do what is due then."""
    now = NOW + timedelta(days=days)
    clock.move_to(now, tick=False)
    sweep(now)
    dispatch(now)
    sweep(now + pausing.LOOK)
    return now


def states(line: Line) -> set[str]:
    return set(Subscription.objects.filter(line=line).values_list("status", flat=True))


def test_while_it_rests_nothing_is_due_and_the_network_is_told(line, clock):
    request = asked(line)
    days_pass(clock, 0)

    assert states(line) == {Status.PAUSED}
    assert not Subscription.objects.exclude(due_at=None).exists()
    order = NetworkOrder.objects.get()
    assert (order.operation, order.status, order.msisdn) == (Operation.SUSPEND, OrderStatus.DONE, "4501020")
    request.refresh_from_db()
    assert (request.status, request.next_step_at) == (RequestStatus.WORKING, datetime(2026, 12, 4, tzinfo=ZONE))


def test_afterwards_it_works_and_is_paid_for_as_many_days_longer(line, clock):
    request = asked(line)
    days_pass(clock, 0)
    days_pass(clock, 10)

    request.refresh_from_db()
    assert request.status == RequestStatus.DONE
    held = list(Subscription.objects.all())
    assert {(each.status, each.paid_until, each.due_at) for each in held} == {
        (Status.ACTIVE, RESTED_TEN_DAYS, RESTED_TEN_DAYS)
    }
    assert {(each.anchor, each.periods) for each in held} == {(RESTED_TEN_DAYS.date(), 0)}
    assert list(NetworkOrder.objects.order_by("pk").values_list("operation", flat=True)) == ["suspend", "resume"]
    assert Entry.objects.filter(line=line).count() == 2  # what was paid before it


def test_it_may_be_ended_early(line, clock):
    asked(line)
    days_pass(clock, 0)
    clock.move_to(NOW + timedelta(days=3), tick=False)

    pausing.resume(line=line, by=line.contract.owner, now=NOW + timedelta(days=3))

    assert set(Subscription.objects.values_list("paid_until", flat=True)) == {datetime(2026, 12, 27, tzinfo=ZONE)}
    with pytest.raises(pausing.DoesNotRest):
        pausing.resume(line=line, by=line.contract.owner, now=NOW + timedelta(days=3))


def test_a_pause_waits_for_its_day_and_can_be_taken_back(line, clock):
    asked(line, first=TODAY + timedelta(days=2))
    days_pass(clock, 0)
    assert states(line) == {Status.ACTIVE}

    pausing.resume(line=line, by=line.contract.owner, now=NOW)

    days_pass(clock, 2)
    assert states(line) == {Status.ACTIVE}
    assert Request.objects.get().status == RequestStatus.CANCELLED
    assert not NetworkOrder.objects.exists()


def test_what_the_network_refuses_leaves_all_as_it_was(line, clock, settings):
    settings.SIMULATOR_NETWORK_FAILS = "refuses"
    before = list(Subscription.objects.order_by("pk").values("status", "paid_until", "due_at"))
    request = asked(line)

    days_pass(clock, 0)

    request.refresh_from_db()
    assert request.status == RequestStatus.REFUSED
    assert list(Subscription.objects.order_by("pk").values("status", "paid_until", "due_at")) == before


def test_a_second_pause_is_refused_while_one_is_open(line):
    asked(line)
    with pytest.raises(pausing.RestsAlready):
        asked(line)
    assert Request.objects.count() == 1


@pytest.mark.parametrize(
    ("first", "until"), [(-1, 5), (0, 0), (0, 91), (61, 70)], ids=["past", "no-day", "too-long", "too-far"]
)
def test_days_that_do_not_fit_are_refused(line, first, until):
    with pytest.raises(pausing.DaysUnfit):
        asked(line, first=TODAY + timedelta(days=first), until=TODAY + timedelta(days=until))
    assert not Request.objects.exists()


def test_a_line_that_lacks_money_has_nothing_to_rest(line):
    Subscription.objects.update(status=Status.SUSPENDED, due_at=None)
    with pytest.raises(pausing.NothingPaid):
        asked(line)


def test_a_mobile_number_does_not_rest(line):
    with pytest.raises(pausing.CannotRest):
        asked(line.contract.primary_line)


def test_only_who_manages_the_line_may(line):
    stranger, _theirs = make_owner("79161230003")
    for person in (stranger, give_access(line, Role.VIEWER)):
        with pytest.raises(NotFound):
            pausing.pause(line=line, first=TODAY, until=IN_TEN_DAYS, by=person, now=NOW)
    manager = give_access(line)
    assert pausing.pause(line=line, first=TODAY, until=IN_TEN_DAYS, by=manager, now=NOW).made_by == manager


def test_the_page_asks_for_days_and_then_offers_to_end_it(line, clock):
    mine = signed_in(line.contract.owner)
    address = f"{reverse('line-pause')}?line={line.public_id}"
    assert "Самара, Садовая, 5" in mine.get(address).content.decode()
    days = {"line": line.public_id, "first": TODAY.isoformat(), "until": IN_TEN_DAYS.isoformat()}

    refused = mine.post(address, days | {"until": TODAY.isoformat()})
    assert (refused.status_code, "от одного дня до 90" in refused.content.decode()) == (422, True)
    assert mine.post(address, days).status_code == 302
    days_pass(clock, 0)

    assert "Включить сейчас" in mine.get(address).content.decode()
    assert mine.post(address, {"line": line.public_id, "resume": "1"}).status_code == 302
    assert states(line) == {Status.ACTIVE}


def test_a_manager_of_nothing_finds_no_page(line):
    for person in (give_access(line, Role.VIEWER), make_owner("79161230004")[0]):
        assert signed_in(person).get(f"{reverse('line-pause')}?line={line.public_id}").status_code == 404
    mobile = line.contract.primary_line
    assert signed_in(line.contract.owner).get(f"{reverse('line-pause')}?line={mobile.public_id}").status_code == 404


def test_a_line_without_a_telephone_number_is_offered_no_content(line):
    mine = signed_in(line.contract.owner)
    of_home = mine.get(f"{reverse('services')}?line={line.public_id}").content.decode()
    of_mobile = mine.get(f"{reverse('services')}?line={line.contract.primary_line.public_id}").content.decode()
    assert (">Подписки</a>" in of_home, ">Подписки</a>" in of_mobile) == (False, True)
