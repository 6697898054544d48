"""What the network has to switch is paid for, waits, and then works whole or is taken back whole."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from billing.models import Bucket, Entry, Unit
from cabinet.accounts.services.lines import close_line
from cabinet.network.models import NetworkOrder
from cabinet.requests.models import Request
from cabinet.requests.services.steps import cancel_request
from subscriptions.charging.holding import hold
from subscriptions.charging.lifecycle import end
from subscriptions.charging.run import charge_due
from subscriptions.extras.errors import CannotHave
from subscriptions.models import Every, PeriodCharge, Status
from tests.billing.money import account_of, balance, rub
from tests.billing.trust.lending import texts_to
from tests.people import NOW
from tests.subscriptions.extras.switching import answered, heard, live, of, off, on, ordered, person
from tests.subscriptions.made import GB, has, make_service, make_tariff
from tests.subscriptions.tariffs.changes import go_over

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=2)
NUMBER = "79161230001"


@pytest.fixture
def line():
    return person(NUMBER, money=1000)


@pytest.fixture
def hotspot():
    return make_service("hotspot", price=100, network_code="hot-spot", allowances={Unit.DATA: GB})


def notes(request):
    return list(request.steps.order_by("pk").values_list("status", "note_ru"))


def test_it_works_once_the_network_has_said_so(line, hotspot):
    request = on(line, hotspot)

    assert (request.status, of(line, hotspot).status) == ("working", Status.PENDING)
    assert balance(account_of(line)) == rub(900)
    assert not Bucket.objects.exists()
    assert heard() == []

    answered(request)

    assert (request.status, of(line, hotspot).status) == ("done", Status.ACTIVE)
    assert heard() == [("switch_on", "hot-spot")]
    assert Bucket.objects.get().granted == GB
    assert texts_to(NUMBER) == ["За 100,00 руб. подключено: «Услуга hotspot». Не вы? Звоните 0611"]
    answered(request)  # looked at once more
    assert (Bucket.objects.count(), len(texts_to(NUMBER)), balance(account_of(line))) == (1, 1, rub(900))


def test_what_the_network_refuses_for_good_comes_back_whole(line):
    has(line, make_service("old", price=50, network_code="old"))
    service = make_service("far", price=100, connect_fee=rub(30), network_code="far-unserved", conflicts=["old"])
    base = make_service("base", price=10)
    service.requires = ["base"]
    service.save()

    request = answered(on(line, service))

    assert request.status == "refused"
    assert live(line) == ["old"]
    assert balance(account_of(line)) == rub(950)
    assert Entry.objects.filter(kind="refund").count() == 3
    assert heard() == []
    assert texts_to(NUMBER) == ["Не подключено: «Услуга base», «Услуга far». Сеть отказала, денег не взяли"]
    assert notes(request)[-1][1].startswith("Сеть отказала. Деньги вернулись")
    assert of(line, base).ended_at == NOW


def test_of_two_the_one_that_was_switched_on_is_switched_off_again(line):
    make_service("base", price=10, network_code="base")
    service = make_service("far", price=100, network_code="far-unserved", requires=["base"])

    request = on(line, service)
    for _round in range(3):  # the network is told one thing of a number at a time
        answered(request)

    assert (live(line), balance(account_of(line))) == ([], rub(1000))
    assert heard() == [("switch_on", "base"), ("switch_off", "base")]


def test_while_the_network_is_slow_it_waits_and_says_so_once(line, hotspot, settings):
    settings.SIMULATOR_NETWORK_FAILS = "busy"
    request = on(line, hotspot)

    for minutes in (0, 2, 4):
        answered(request, now=NOW + timedelta(minutes=minutes))

    assert (request.status, of(line, hotspot).status) == ("working", Status.PENDING)
    assert [status for status, _note in notes(request)] == ["accepted", "working", "working"]
    assert balance(account_of(line)) == rub(900)

    settings.SIMULATOR_NETWORK_FAILS = ""
    NetworkOrder.objects.update(next_attempt_at=None)
    assert answered(request, now=NOW + timedelta(minutes=5)).status == "done"


def test_a_network_that_did_it_and_said_nothing_is_asked_again(line, hotspot, settings):
    settings.SIMULATOR_NETWORK_FAILS = "silent"
    request = answered(on(line, hotspot))
    assert request.status == "working"

    settings.SIMULATOR_NETWORK_FAILS = ""
    NetworkOrder.objects.update(next_attempt_at=None)
    dispatched = answered(request)

    assert dispatched.status == "done"
    assert heard() == [("switch_on", "hot-spot")]


def test_days_of_waiting_are_not_paid_for(line):
    service = make_service(price=10, every=Every.DAY, network_code="daily", allowances={Unit.SMS: 5})
    request = on(line, service)
    charge_due(now=LATER)

    answered(request, now=LATER)

    held = of(line, service)
    assert (held.anchor, held.periods) == (LATER.date(), 1)
    charge = PeriodCharge.objects.get()
    assert (charge.period_start <= LATER < charge.period_until, charge.period_until) == (True, held.due_at)
    assert Bucket.objects.get().until_at == held.paid_until
    assert balance(account_of(line)) == rub(990)
    charge_due(now=held.due_at)
    assert balance(account_of(line)) == rub(980)


def test_what_it_replaces_works_until_then_and_is_not_paid_for_twice(line):
    old = make_service("old", price=5, every=Every.DAY, network_code="old", allowances={Unit.SMS: 5})
    has(line, old)
    make_service("hangs", price=0, every=Every.NEVER, requires=["old"])
    new = make_service("new", price=100, network_code="new", conflicts=["old"])

    request = on(line, new)
    assert live(line) == ["new", "old"]
    charge_due(now=LATER)
    assert balance(account_of(line)) == rub(1000 - 5 - 100 - 2 * 5)
    answered(request, now=LATER)

    assert live(line) == ["new"]
    assert balance(account_of(line)) == rub(1000 - 5 - 100)
    assert Bucket.objects.filter(until_at__gt=LATER + timedelta(seconds=1)).count() == 0
    answered(request, now=LATER)
    assert heard() == [("switch_on", "new"), ("switch_off", "old")]


def test_taken_back_while_it_waits_it_is_paid_back(line, hotspot):
    request = on(line, hotspot)

    same = off(line, hotspot)

    assert (same.pk, same.status) == (request.pk, "cancelled")
    assert (live(line), balance(account_of(line))) == ([], rub(1000))
    assert answered(request).status == "cancelled"
    assert (heard(), ordered()) == ([], [("switch_on", "withdrawn")])
    assert texts_to(NUMBER) == []


def test_taken_back_after_the_network_did_it_it_is_switched_off_there(line, hotspot):
    request = on(line, hotspot)
    NetworkOrder.objects.update(status="telling", claim=request.public_id, lease_until=timezone.now())

    cancel_request(request, by=line.contract.owner, now=NOW)

    assert balance(account_of(line)) == rub(1000)
    assert ordered() == [("switch_on", "telling"), ("switch_off", "queued")]


def test_a_wish_that_was_done_is_not_taken_back(line, hotspot):
    request = answered(on(line, hotspot))

    assert not request.may_be_cancelled(NOW)


def test_what_was_to_end_ends_as_before_if_the_network_refuses(line):
    base = make_service("base", price=50)
    has(line, base)
    off(line, base)
    ends_at = of(line, base).ends_at
    service = make_service("far", price=10, network_code="far-unserved", requires=["base"])

    request = on(line, service)
    assert of(line, base).ends_at is None
    answered(request)

    assert of(line, base).ends_at == ends_at


def test_what_ended_meanwhile_is_not_begun_and_is_paid_back(line, hotspot):
    """The tariff changed, say."""
    request = on(line, hotspot)
    with transaction.atomic():
        hold(line)
        end([of(line, hotspot)], now=NOW)

    answered(request)

    assert (request.status, balance(account_of(line))) == ("cancelled", rub(1000))
    assert not Bucket.objects.exists()
    dispatch_again = answered(request)
    assert dispatch_again.status == "cancelled"
    assert heard() == [("switch_on", "hot-spot"), ("switch_off", "hot-spot")]


def test_a_line_that_closes_gets_back_what_the_network_never_did(line, hotspot):
    request = on(line, hotspot)

    close_line(line=line, now=NOW)

    request.refresh_from_db()
    assert request.status == "cancelled"
    assert balance(account_of(line)) == rub(1000)
    assert live(line) == []


def test_while_one_waits_what_conflicts_with_it_or_needs_it_cannot_be_had(line, hotspot):
    on(line, hotspot)

    for fields in ({"conflicts": ["hotspot"]}, {"requires": ["hotspot"]}):
        with pytest.raises(CannotHave) as refused:
            on(line, make_service(**fields))
        assert str(refused.value) == "«Услуга hotspot» ещё подключается. Попробуйте через минуту."
    assert Request.objects.count() == 1


def test_switched_off_at_once_it_is_off_in_the_network(line):
    service = make_service(price=0, every=Every.NEVER, network_code="popups")
    answered(on(line, service))
    assert texts_to(NUMBER) == []  # nothing was paid

    off(line, service)
    dispatch_orders = ordered()

    assert dispatch_orders == [("switch_on", "done"), ("switch_off", "queued")]


def test_what_a_change_of_tariff_stops_is_off_in_the_network(line):
    has(line, make_tariff("own", price=10))
    service = make_service("only", price=0, every=Every.NEVER, network_code="only", tariffs=["own"])
    answered(on(line, service))

    go_over(line, make_tariff("next", price=20))

    assert live(line) == ["next"]
    assert [operation for operation, _status in ordered()] == ["switch_on", "switch_off", "tariff"]


def test_what_is_called_the_same_there_and_stays_is_not_switched_off(line):
    has(line, make_service("first", price=0, every=Every.NEVER, network_code="same"))
    second = make_service("second", price=0, every=Every.NEVER, network_code="same")
    answered(on(line, second))

    off(line, second)

    assert ordered() == [("switch_on", "done")]
