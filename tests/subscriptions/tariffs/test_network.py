"""What the network says of a change: done, not yet, or refused for good, which takes everything back."""

from datetime import timedelta

import pytest

from billing.models import Bucket, LineRate, Unit
from billing.services.audit import audit
from cabinet.core import sweeps
from cabinet.network.models import NetworkOrder, Told
from cabinet.requests.models import RequestStatus
from cabinet.requests.services.advance import sweep
from cabinet.sms.models import DeviceMessage
from subscriptions.models import ChangeStatus, Status, Subscription
from subscriptions.selectors import tariff_of
from subscriptions.tariffs.changing import apply_planned
from subscriptions.tariffs.planning import When
from tests.billing.money import account_of, balance, rub
from tests.people import NOW
from tests.subscriptions.made import GB, has, make_service, make_tariff
from tests.subscriptions.tariffs.changes import go_over

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=10)


def rounds(now, count=3):
    for number in range(count):
        sweeps.run_all(now + timedelta(seconds=2 * number + 2))


def said() -> list[str]:
    return list(DeviceMessage.objects.order_by("pk").values_list("text", flat=True))


@pytest.fixture
def old(line):
    return has(line, make_tariff("old", 550, refunds_rest=True, allowances={Unit.DATA: 30 * GB}))


def test_the_network_hears_of_it_and_the_person_too(line, old):
    request = go_over(line, make_tariff("new", 410), now=LATER).request

    rounds(LATER)

    request.refresh_from_db()
    assert request.status == RequestStatus.DONE
    assert [(told.operation, told.details) for told in Told.objects.all()] == [("tariff", {"code": "new"})]
    assert said() == ["Ваш тариф теперь «Тариф new», плата 410,00 руб."]


def test_a_busy_network_is_waited_for(line, old, settings):
    settings.SIMULATOR_NETWORK_FAILS = "busy"
    request = go_over(line, make_tariff("new", 410), now=LATER).request
    rounds(LATER)
    sweep(LATER + timedelta(minutes=10))

    request.refresh_from_db()
    assert request.status == RequestStatus.WORKING
    assert [step.note_ru for step in request.steps.order_by("pk")][-1].startswith("Сеть ещё не подтвердила")
    assert tariff_of(line).code == "new"


def test_refused_for_good_the_money_the_old_tariff_and_its_packages_are_back(line, old):
    night = has(line, make_service("night", 100, tariffs=["old"], allowances={Unit.VOICE: 3600}, network_code="night"))
    before = {pack.pk: pack.until_at for pack in Bucket.objects.all()}
    money = balance(account_of(line))
    done = go_over(line, make_tariff("new-unserved", 410, connect_fee=rub(100)), now=LATER)
    assert balance(account_of(line)) != money

    rounds(LATER)

    assert balance(account_of(line)) == money
    held = tariff_of(line)
    assert (held, held.status, held.paid_until, held.anchor) == (old, Status.ACTIVE, old.paid_until, old.anchor)
    assert (held.due_at, held.periods) == (old.due_at, 1)
    assert Subscription.objects.get(pk=night.pk).status == Status.ACTIVE
    assert {pack.pk: pack.until_at for pack in Bucket.objects.filter(pk__in=before)} == before
    assert not Bucket.objects.exclude(pk__in=before).filter(until_at__gt=LATER + timedelta(seconds=10)).exists()
    assert LineRate.objects.latest("from_at").rate_card == old.tariff.rate_card
    done.refresh_from_db()
    assert (done.status, done.request.status) == (ChangeStatus.FAILED, RequestStatus.REFUSED)
    assert said() == ["Тариф «Тариф new-unserved» не включился: у вас прежний, деньги вернули"]
    assert list(NetworkOrder.objects.values_list("operation", flat=True)) == ["switch_off", "tariff", "switch_on"]
    assert list(audit()) == []


def test_after_a_refusal_the_whole_rest_may_come_back_again(line, old):
    first = go_over(line, make_tariff("new-unserved", 410), now=NOW)
    rounds(NOW)
    second = go_over(line, make_tariff("served", 410), now=NOW + timedelta(hours=1))
    assert first.shown["sums"][2] == second.shown["sums"][2] == "531.67"
    assert balance(account_of(line)) == rub("2000") - 550 + rub("531.67") - 410


def test_a_planned_change_that_the_network_refuses_leaves_the_old_tariff_due(line, old):
    planned = go_over(line, make_tariff("new-unserved", 410), When.NEXT, now=LATER)
    apply_planned(planned, now=planned.apply_at)
    # NOW is in the past of the orders' clock; requests look at the change when its day has come.
    rounds(planned.apply_at)

    held = tariff_of(line)
    assert (held, held.status, held.due_at) == (old, Status.ACTIVE, planned.apply_at)
    assert Subscription.objects.get(code="new-unserved").status == Status.ENDED
    assert balance(account_of(line)) == rub(1450)
    planned.refresh_from_db()
    assert planned.request.status == RequestStatus.REFUSED
    assert said() == ["Тариф «Тариф new-unserved» не включился: у вас прежний, денег не взяли"]  # nothing was charged


def test_a_planned_change_is_done_when_the_network_has_confirmed_it(line, old):
    planned = go_over(line, make_tariff("new", 410), When.NEXT, now=LATER)
    sweep(planned.apply_at)  # before the run: it waits
    planned.request.refresh_from_db()
    assert planned.request.status == RequestStatus.ACCEPTED

    apply_planned(planned, now=planned.apply_at)
    rounds(planned.apply_at + timedelta(minutes=2))

    planned.request.refresh_from_db()
    assert planned.request.status == RequestStatus.DONE


def test_a_line_without_money_is_off_the_network_again_when_its_old_tariff_is_back(line, old):
    old.status, old.suspended_at, old.due_at, old.paid_until = Status.SUSPENDED, NOW, None, NOW
    old.save()
    go_over(line, make_tariff("new-unserved", 410), now=LATER)

    rounds(LATER)

    assert (tariff_of(line), tariff_of(line).status) == (old, Status.SUSPENDED)
    told = NetworkOrder.objects.order_by("pk").values_list("operation", flat=True)
    assert list(told) == ["tariff", "resume", "suspend"]


def test_what_was_switched_on_anew_meanwhile_is_not_there_twice_when_the_old_tariff_is_back(line, old):
    service = make_service("night", 100, tariffs=["old"])
    before = has(line, service)
    go_over(line, make_tariff("new-unserved", 410), now=LATER)
    anew = has(line, service, now=LATER)

    rounds(LATER)

    assert tariff_of(line) == old
    assert list(Subscription.objects.filter(code="night", ended_at=None)) == [anew]
    assert Subscription.objects.get(pk=before.pk).status == Status.ENDED
