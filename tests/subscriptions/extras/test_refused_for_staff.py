"""What the network refused to switch off, stop or start is for staff: an alarm, and an order that can be sent again."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cabinet.accounts.models import SecurityEvent
from cabinet.core.models import Alarm
from cabinet.network.models import NetworkOrder
from cabinet.network.services.dispatch import dispatch
from subscriptions.extras.services import refused
from subscriptions.models import Fate, Service, Status, Subscription, SubscriptionOrder
from tests.billing.money import account_of, balance, pay, rub
from tests.people import make_admin, signed_in
from tests.subscriptions.extras.refusing import (
    BROKE,
    RICH,
    answered,
    make_it_refused,
    run,
)
from tests.subscriptions.extras.switching import heard, person
from tests.subscriptions.made import has, make_service, make_tariff

NUMBER = "79161230001"
ORDERS = "/admin/subscriptions/subscriptionorder/"


@pytest.fixture
def line(db):
    return person(NUMBER, money=150)


def test_an_alarm_lasts_until_a_person_has_seen_to_it(line):
    make_it_refused(line)
    sweep = refused.Sweep()
    for minutes in range(0, 30, 2):
        sweep(RICH + timedelta(minutes=minutes))
    alarm = Alarm.objects.get()
    assert (alarm.name, alarm.scope, alarm.last_at) == ("network.refused", "switch_off", RICH + timedelta(minutes=28))

    SubscriptionOrder.objects.update(fate=Fate.SETTLED)
    sweep(RICH + timedelta(minutes=40))
    alarm.refresh_from_db()
    assert alarm.last_at == RICH + timedelta(minutes=28)


@pytest.fixture
def staff(line):
    user = make_admin()
    return signed_in(user)


def press(staff: Client, action: str) -> list[str]:
    chosen = list(SubscriptionOrder.objects.order_by("pk").values_list("pk", flat=True))
    answer = staff.post(ORDERS, {"action": action, "_selected_action": chosen}, follow=True)
    return [str(message) for message in answer.context["messages"]]


def test_staff_send_it_again_and_the_network_does_it(line, staff):
    service = make_it_refused(line)
    Service.objects.filter(pk=service.pk).update(network_code="mailbox")

    assert press(staff, "again") == ["Разобрано: 1."]
    assert answered() == 0

    assert heard() == [("switch_off", "mailbox")]
    assert list(SubscriptionOrder.objects.order_by("pk").values_list("fate", flat=True)) == [Fate.SETTLED, Fate.OPEN]
    assert SecurityEvent.objects.filter(kind="staff_changed", line=line).exists()


def test_refused_again_it_waits_for_a_person_again(line, staff):
    make_it_refused(line)
    press(staff, "again")

    assert answered() == 1
    assert list(SubscriptionOrder.objects.order_by("pk").values_list("fate", flat=True)) == [Fate.SETTLED, Fate.REFUSED]


def test_what_was_switched_on_since_is_not_switched_off_by_sending_it_again(line, staff):
    service = make_it_refused(line)
    pay(account_of(line), 500, now=RICH)
    has(line, service, now=RICH)

    words = press(staff, "again")

    assert words[0].endswith("Отправлять уже нельзя: с тех пор на номере всё иначе. Отметили разобранным.")
    assert NetworkOrder.objects.count() == 1
    assert SubscriptionOrder.objects.get().fate == Fate.SETTLED


def test_what_was_seen_to_by_hand_is_settled_once(line, staff):
    make_it_refused(line)
    assert press(staff, "by_hand") == ["Разобрано: 1."]
    assert "Здесь делать нечего" in press(staff, "by_hand")[0]
    assert NetworkOrder.objects.count() == 1


def test_the_list_shows_only_what_was_refused(line, staff):
    has(line, make_service("on", price=150, network_code="on"))
    run(BROKE)
    assert SubscriptionOrder.objects.count() == 1
    assert list(staff.get(ORDERS).context["cl"].queryset) == []


@pytest.mark.parametrize("operation", ["suspend", "resume"])
def test_a_line_that_would_not_stop_or_work_again_is_for_staff(line, staff, operation):
    held = has(line, make_tariff("together", price=100))
    refuses = operation == "suspend"
    Subscription.objects.filter(pk=held.pk).update(code="together-unserved" if refuses else "together")
    run(BROKE)
    answered(BROKE)
    if not refuses:
        Subscription.objects.filter(pk=held.pk).update(code="together-unserved")
        pay(account_of(line), 100, now=RICH)
        run(RICH)
        answered(RICH)

    held.refresh_from_db()
    assert held.status == (Status.SUSPENDED if refuses else Status.ACTIVE)
    assert Alarm.objects.get().scope == operation
    assert balance(account_of(line)) == rub(50)
    Subscription.objects.filter(pk=held.pk).update(code="together")
    assert press(staff, "again")[-1] == "Разобрано: 1."
    answered(RICH)
    assert heard()[-1] == (operation, "together")


def test_a_line_that_works_again_needs_no_suspension(line, staff):
    held = has(line, make_tariff("together", price=100))
    Subscription.objects.filter(pk=held.pk).update(code="together-unserved")
    run(BROKE)
    dispatch(timezone.now())
    Subscription.objects.filter(pk=held.pk).update(code="together")
    pay(account_of(line), 100, now=RICH)
    run(RICH)

    assert answered() == 1
    assert not Alarm.objects.exists()
    assert set(SubscriptionOrder.objects.filter(operation="suspend").values_list("fate", flat=True)) == {Fate.SETTLED}
