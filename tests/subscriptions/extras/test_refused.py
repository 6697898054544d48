"""What the network refuses for good of orders that nobody waits for: nobody pays for it, and staff hear of the rest."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from billing.models import Bucket, Entry, Unit
from billing.services.audit import audit
from cabinet.accounts.models import SecurityEvent, User
from cabinet.accounts.services.second_factor import give_devices
from cabinet.core.models import Alarm
from cabinet.network.models import NetworkOrder
from cabinet.network.services.dispatch import dispatch
from cabinet.requests.models import Request
from subscriptions.charging import network
from subscriptions.charging.run import charge_all
from subscriptions.extras import lost
from subscriptions.extras.services import refused
from subscriptions.models import Fate, PeriodCharge, Service, Status, Subscription, SubscriptionOrder
from tests.billing.money import account_of, balance, pay, rub
from tests.billing.test_ledger_races import refuse_errors, together
from tests.billing.trust.lending import texts_to
from tests.people import PASSWORD, signed_in
from tests.subscriptions.charging.test_run import moscow
from tests.subscriptions.extras.switching import heard, live, off, person
from tests.subscriptions.made import GB, has, make_service, make_tariff

NUMBER = "79161230001"
BROKE, RICH = moscow("2026-12-24", 1), moscow("2026-12-26", 12)
ORDERS = "/admin/subscriptions/subscriptionorder/"


@pytest.fixture
def line(db):
    return person(NUMBER, money=150)


def run(now):
    charge_all(clock=lambda: now)


def answered(now=RICH):
    """The network hears all that waits, and the portal looks at what it refused."""
    for _round in range(5):
        dispatch(timezone.now())
    return refused.Sweep()(now)


def unserved(offering):
    """From now on the network refuses it."""
    type(offering).objects.filter(pk=offering.pk).update(network_code="gone-unserved")


def suspended(line, *, price=100, **fields):
    """A service that the network switched off for lack of money."""
    service = make_service("mail", price=price, network_code="mailbox", **fields)
    held = has(line, service)
    run(BROKE)
    assert answered(BROKE) == 0
    assert heard() == [("switch_off", "mailbox")]
    return service, held


def resumed_in_vain(line, **fields):
    service, held = suspended(line, **fields)
    unserved(service)
    pay(account_of(line), 100, now=RICH)
    run(RICH)
    held.refresh_from_db()
    assert held.status == Status.ACTIVE
    return service, held


def test_what_would_not_resume_is_given_back_to_the_kopeck_and_ends(line):
    _service, held = resumed_in_vain(line, allowances={Unit.DATA: GB})
    assert balance(account_of(line)) == rub(50)

    assert answered() == 1

    held.refresh_from_db()
    assert (held.status, held.ended_at, held.due_at) == (Status.ENDED, RICH, None)
    assert balance(account_of(line)) == rub(150)
    assert PeriodCharge.objects.filter(subscription=held).count() == 2
    assert Entry.objects.get(kind="refund").amount == rub(100)
    assert not Bucket.objects.filter(until_at__gt=RICH + timedelta(seconds=1)).exists()
    assert texts_to(NUMBER)[-1] == (
        "Не включилось: «Услуга mail». Сеть отказала. Вернули 100,00 руб., больше не списываем"
    )
    request = Request.objects.get(kind="service_lost")
    assert (request.status, request.made_by, request.line) == ("refused", None, line)
    assert request.facts() == [("Что", "«Услуга mail»"), ("Вернули", "100,00\u00a0₽")]
    assert not Alarm.objects.exists()
    run(RICH + timedelta(days=40))
    assert balance(account_of(line)) == rub(150)
    assert list(audit()) == []


def test_looked_at_again_nothing_more_comes_back(line):
    resumed_in_vain(line)
    answered()
    texts = texts_to(NUMBER)

    assert answered() == 0
    assert refused.settle(SubscriptionOrder.objects.get(operation="switch_on").pk, now=RICH) is False
    assert (balance(account_of(line)), texts_to(NUMBER)) == (rub(150), texts)


def test_what_needs_it_ends_with_it_and_what_was_paid_since_comes_back(line):
    service, _held = suspended(line)
    pay(account_of(line), 200, now=RICH)
    make_service("other", price=5)
    upper = has(line, make_service("upper", price=10, requires=["mail"]), now=RICH)
    other = has(line, Service.objects.get(code="other"), now=RICH)
    unserved(service)
    Subscription.objects.filter(pk=upper.pk).update(started_at=BROKE)
    run(RICH)

    assert answered() == 1

    assert live(line) == ["other"]
    assert balance(account_of(line)) == rub(50 + 200 - 5)
    assert Request.objects.get(kind="service_lost").facts()[1] == ("Отключается", "«Услуга upper»")
    other.refresh_from_db()
    assert other.status == Status.ACTIVE


def test_what_was_switched_off_meanwhile_is_given_back_all_the_same(line):
    service, held = resumed_in_vain(line)
    off(line, service, now=RICH)

    answered()

    held.refresh_from_db()
    assert held.status == Status.ENDED
    assert balance(account_of(line)) == rub(150)


def test_a_later_order_decides_whether_it_goes_on(line):
    """Refused, without money again, with money again, and then the network did it: the first time comes back."""
    service, held = resumed_in_vain(line)
    dispatch(timezone.now())
    Service.objects.filter(pk=service.pk).update(network_code="mailbox")
    run(moscow("2027-01-26", 1))
    pay(account_of(line), 100, now=moscow("2027-01-27", 1))
    run(moscow("2027-01-27", 1))
    assert balance(account_of(line)) == rub(50)

    assert answered(moscow("2027-01-27", 2)) == 1

    held.refresh_from_db()
    assert held.status == Status.ACTIVE
    assert balance(account_of(line)) == rub(150)
    assert not Request.objects.filter(kind="service_lost").exists()


def test_what_would_not_be_switched_off_ends_in_the_books_and_staff_hear_of_it(line, caplog):
    service = make_service("mail", price=100, network_code="mailbox-unserved")
    held = has(line, service)
    run(BROKE)

    assert answered(BROKE) == 1

    held.refresh_from_db()
    assert held.status == Status.ENDED
    assert balance(account_of(line)) == rub(50)
    assert "alarm network.refused switch_off" in caplog.text
    assert texts_to(NUMBER)[-1] == "Отключено: «Услуга mail». Сеть отказала. Больше не списываем"
    pay(account_of(line), 500, now=RICH)
    run(RICH)
    assert balance(account_of(line)) == rub(550)


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


def make_it_refused(line):
    service = make_service("mail", price=100, network_code="mailbox-unserved")
    has(line, service)
    run(BROKE)
    answered(BROKE)
    Alarm.objects.all().delete()
    return service


@pytest.fixture
def staff(line):
    user = User.objects.create_superuser("root", PASSWORD)
    give_devices(user=user)
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


@pytest.mark.parametrize(
    ("where", "step"), [(refused, "end"), (refused, "give_back"), (refused, "note_lost"), (lost, "notify")]
)
def test_killed_in_between_nothing_is_done_and_then_all_of_it(line, monkeypatch, where, step):
    resumed_in_vain(line)
    before = balance(account_of(line))

    def die(*_args, **_named):
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(where, step, die)
        assert answered() == 0
    assert balance(account_of(line)) == before
    assert live(line) == ["mail"]
    assert not Request.objects.exists()
    assert answered() == 0  # one that breaks stands in nobody's way

    assert answered(RICH + refused.LATER) == 1
    assert (balance(account_of(line)), live(line)) == (rub(150), [])


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_give_it_back_once():
    line = person(NUMBER, money=150)
    resumed_in_vain(line)
    dispatch(timezone.now())

    done = together(lambda _number: refused.Sweep()(RICH), threads=4)

    refuse_errors(done)
    assert sum(done) == 1
    assert balance(account_of(line)) == rub(150)
    assert Entry.objects.filter(kind="refund").count() == 1
    assert Request.objects.filter(kind="service_lost").count() == 1
    assert list(audit()) == []


def test_what_the_network_did_is_forgotten_after_a_day(line):
    suspended(line)
    assert network.tidy(now=BROKE + timedelta(hours=23)) == 0
    assert network.tidy(now=BROKE + timedelta(hours=25)) == 1
    assert not SubscriptionOrder.objects.exists()
