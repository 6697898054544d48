"""Automatic payments: below a threshold or on a day, so many a day, stopped and told of when something gives out."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from billing.models import AutoPayment, Payment, PaymentMethod, SandboxOrder, SavedMethod
from billing.payments.services.auto import NoSuchCard, next_day, run_due, set_up, switch_off
from billing.payments.services.begin import SumOutOfLimits
from billing.payments.services.cards import forget
from cabinet.accounts.models import Access, Role
from cabinet.accounts.services.lines import close_line
from cabinet.core.errors import NotFound
from cabinet.sms.cipher import unseal
from cabinet.sms.models import SmsMessage
from tests.billing.money import account_of, charge, rub
from tests.billing.payments.paying import HOUR, LATER_REFUSED, asked, balance, paid_with_card_kept, pay, start
from tests.people import NOW, give_access, make_owner

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.fixture
def card(line) -> SavedMethod:
    """Of the owner; ten roubles are on the account since."""
    paid_with_card_kept(line)
    SmsMessage.objects.all().delete()
    return SavedMethod.objects.get()


def below(line, card, threshold=100, amount=300, **rest) -> AutoPayment:
    rest.setdefault("user", line.contract.owner)
    return set_up(line=line, card=card, amount=rub(amount), threshold=rub(threshold), **({"now": NOW} | rest))


def on_day(line, card, day, amount=300, now=NOW) -> AutoPayment:
    return set_up(user=line.contract.owner, line=line, card=card, amount=rub(amount), day=day, now=now)


def by_itself() -> list[Payment]:
    return list(Payment.objects.exclude(auto=None).order_by("pk"))


def sms() -> list[str]:
    return [unseal(bytes(each.body)) for each in SmsMessage.objects.order_by("pk")]


def local(moment: datetime) -> str:
    return f"{moment.astimezone(MOSCOW):%d.%m %H:%M}"


def test_a_card_is_kept_only_where_it_was_asked_for(line):
    payment = start(line)
    assert not payment.saves
    asked(payment)
    assert not SavedMethod.objects.exists()


def test_below_the_threshold_the_account_is_topped_up_once(line, card):
    auto = below(line, card)
    assert run_due(NOW) == 1
    assert run_due(NOW) == 0
    [payment] = by_itself()
    assert (payment.status, payment.amount, payment.auto, payment.payer) == ("succeeded", 300, auto, auto.user)
    assert (payment.channel, payment.entry.title, balance(line)) == ("system", "Автоплатёж", 310)
    assert sms() == ["903 123-45-67: автоплатёж на 300,00 руб."]


def test_at_the_threshold_itself_nothing_happens(line, card):
    below(line, card, threshold=10)
    assert run_due(NOW) == 0


def test_so_many_a_day_and_again_the_next(line, card, settings, clock):
    settings.AUTO_PAYMENTS_A_DAY = 2
    below(line, card, threshold=5000)
    assert [run_due(NOW) for _time in range(4)] == [1, 1, 0, 0]
    late = clock.to(datetime(2026, 11, 24, 23, 59, tzinfo=MOSCOW))
    assert run_due(late) == 0
    assert run_due(clock.to(late + timedelta(minutes=1))) == 1


def test_while_the_bank_thinks_nothing_more_is_asked_for(line, card, settings, clock):
    below(line, card)
    settings.SANDBOX_FAILS = "silent"
    assert run_due(NOW) == 1
    assert run_due(clock.to(NOW + HOUR)) == 0
    settings.SANDBOX_FAILS = ""
    [payment] = by_itself()
    asked(payment, now=NOW + HOUR)
    assert (balance(line), SandboxOrder.objects.count()) == (310, 2)  # charged once, whatever was lost


def test_two_people_do_not_top_one_account_up_for_the_same_want(line, card, settings, clock):
    manager = give_access(line, Role.MANAGER)
    asked_at_bank = start(line, 10, payer=manager, saves=True)
    pay(asked_at_bank)
    asked(asked_at_bank)
    below(line, card)
    below(line, SavedMethod.objects.get(user=manager), user=manager)
    settings.SANDBOX_FAILS = "silent"  # the bank has it, and says nothing yet
    assert run_due(NOW) == 1
    assert run_due(clock.to(NOW + HOUR)) == 0
    assert len(by_itself()) == 1


def test_a_charge_nobody_answered_for_within_a_day_is_not_asked_for_anew(line, card, settings, clock, caplog):
    below(line, card)
    settings.SANDBOX_FAILS = "away"
    run_due(NOW)
    settings.SANDBOX_FAILS = ""
    [payment] = by_itself()
    assert asked(payment, now=clock.to(NOW + timedelta(hours=23))).status == "expired"
    assert SandboxOrder.objects.count() == 1  # only the first, by hand
    assert "never answered; look for it there" in caplog.text


def test_a_refusal_stops_it_and_tells_its_owner(line, clock):
    paid_with_card_kept(line, LATER_REFUSED)
    SmsMessage.objects.all().delete()
    auto = below(line, SavedMethod.objects.get())
    run_due(NOW)
    auto.refresh_from_db()
    assert (by_itself()[0].status, auto.stopped_at, auto.stopped_because) == ("refused", NOW, "insufficient_funds")
    assert run_due(clock.to(NOW + DAY)) == 0
    assert balance(line) == 10
    assert sms() == ["903 123-45-67: автоплатёж 300,00 руб. остановлен. Причина в кабинете"]


def test_on_its_day_of_the_month(line, card, clock):
    auto = on_day(line, card, 5)
    assert local(auto.next_at) == "05.12 10:00"
    assert run_due(clock.to(auto.next_at - timedelta(seconds=1))) == 0
    assert run_due(clock.to(auto.next_at)) == 1
    assert run_due(clock.to(auto.next_at)) == 0
    auto.refresh_from_db()
    assert (local(auto.next_at), balance(line)) == ("05.01 10:00", 310)


def test_a_month_asleep_is_one_payment(line, card, clock):
    on_day(line, card, 5)
    later = clock.to(NOW + 70 * DAY)
    assert [run_due(later), run_due(later)] == [1, 0]


@pytest.mark.parametrize(
    ("day", "after", "there"),
    [
        (31, "2026-01-31 10:00", "28.02"),
        (31, "2026-02-28 10:00", "31.03"),
        (30, "2028-02-01 00:00", "29.02"),
        (31, "2026-11-29 00:00", "30.11"),
        (24, "2026-11-24 09:59", "24.11"),
        (24, "2026-11-24 10:00", "24.12"),
        (31, "2026-12-31 10:00", "31.01"),
    ],
)
def test_the_31st_is_the_last_day_where_there_is_none(day, after, there):
    moment = datetime.fromisoformat(after).replace(tzinfo=MOSCOW)
    assert local(next_day(day, after=moment, zone=MOSCOW)) == f"{there} 10:00"


def test_another_of_the_same_kind_takes_its_place_and_the_same_again_is_it(line, card):
    first = below(line, card)
    assert below(line, card) == first
    second = below(line, card, amount=500)
    first.refresh_from_db()
    assert (first.stopped_because, second.stopped_at) == ("by_owner", None)
    on_day(line, card, 5)  # of another kind: both run
    assert AutoPayment.objects.filter(stopped_at=None).count() == 2


def test_its_owner_switches_it_off(line, card):
    auto = below(line, card)
    switch_off(auto=auto, now=NOW)
    switch_off(auto=auto, now=NOW + HOUR)
    auto.refresh_from_db()
    assert (auto.stopped_at, run_due(NOW), sms()) == (NOW, 0, [])


def test_a_forgotten_card_ends_what_it_paid_and_leaves_no_token(line, card):
    auto = below(line, card)
    forget(card=card, now=NOW)
    forget(card=card, now=NOW + HOUR)
    card.refresh_from_db()
    auto.refresh_from_db()
    assert (card.token, card.removed_at, auto.stopped_because) == ("", NOW, "no_card")
    with pytest.raises(NoSuchCard):
        below(line, card)


def test_a_number_that_closes_is_paid_for_no_more(line, card):
    auto = below(line, card)
    close_line(line=line, now=NOW)
    auto.refresh_from_db()
    assert (auto.stopped_because, run_due(NOW)) == ("line_closed", 0)


def test_who_lost_access_to_the_number_pays_for_it_no_more(line, card):
    manager = give_access(line, Role.MANAGER)
    card.user = manager
    card.save()
    auto = below(line, card, user=manager)
    Access.objects.filter(user=manager).delete()
    assert run_due(NOW) == 0
    auto.refresh_from_db()
    assert (auto.stopped_because, by_itself()) == ("no_access", [])


def test_nobody_sets_it_up_for_a_strangers_number_or_with_anothers_card(line, card):
    stranger, theirs = make_owner("79160001020")
    with pytest.raises(NotFound):
        below(line, card, user=stranger)
    with pytest.raises(NoSuchCard):
        below(theirs, card, user=stranger)
    with pytest.raises(SumOutOfLimits):
        below(line, card, amount=5)
    assert not AutoPayment.objects.exists()


def test_a_way_to_pay_that_is_off_for_a_while_stops_nothing(line, card, clock):
    auto = below(line, card)
    PaymentMethod.objects.filter(code="card").update(is_on=False)
    assert run_due(NOW) == 0
    PaymentMethod.objects.filter(code="card").update(is_on=True)
    auto.refresh_from_db()
    assert auto.stopped_at is None
    assert run_due(clock.to(NOW + HOUR)) == 1


def test_a_charge_that_brings_it_below_is_enough(line, card):
    below(line, card, threshold=10)
    charge(account_of(line), 1)
    assert run_due(NOW) == 1
