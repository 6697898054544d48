"""Owners are told the day before, at the moment, and when it works again; once, by day, and only what is still so."""

from datetime import timedelta

import pytest

from billing.models import AccountKind
from billing.services.ledger import open_account
from cabinet.sms.cipher import unseal
from cabinet.sms.models import SmsMessage
from subscriptions.charging import ahead, telling
from subscriptions.charging.lifecycle import end_when_paid_up
from subscriptions.models import ChangeStatus, ChargeNotice, Every, Status, Subscription, TariffChange
from tests.billing.money import account_of, pay, rub
from tests.people import NOW, add_line
from tests.subscriptions.charging.test_run import moscow
from tests.subscriptions.made import has, make_content, make_service, make_tariff

pytestmark = pytest.mark.django_db
EVE = moscow("2026-12-23", 9)


def texts() -> list[str]:
    return [unseal(bytes(message.body)) for message in SmsMessage.objects.order_by("pk")]


def tell(now) -> list[str]:
    telling.sweep(now)
    return texts()


def test_the_day_before_all_that_one_account_has_to_pay_counts_together(line):
    pay(account_of(line), 1300)
    has(line, make_tariff(price=550))
    has(line, make_service(price=100))
    pay(account_of(line), "0.50")  # 650,50 are left, and 650 are due

    ahead.warn(now=EVE)
    assert tell(EVE) == []

    has(line, make_content(price=1, every=Every.MONTH), now=NOW + timedelta(minutes=1))
    assert ahead.warn(now=EVE) == 1
    (text,) = tell(EVE)
    assert "24 декабря спишем 651,00 руб. за «Тариф" in text
    assert "и ещё 1»" in text
    assert "На счёте 649,50 руб. Пополните на 1,50 руб." in text


def test_each_day_that_comes_is_told_of_once(line):
    pay(account_of(line), 550)
    has(line, make_tariff(price=550))

    assert ahead.warn(now=EVE - timedelta(days=1)) == 0
    assert ahead.warn(now=EVE) == 1
    assert ahead.warn(now=EVE + timedelta(hours=1)) == 0
    assert len(tell(EVE)) == 1
    assert len(tell(EVE + timedelta(hours=1))) == 1
    assert not ChargeNotice.objects.exists()


def test_money_that_comes_before_the_message_takes_it_back(line):
    pay(account_of(line), 550)
    has(line, make_tariff(price=550))
    ahead.warn(now=EVE)
    pay(account_of(line), 550)

    assert tell(EVE) == []
    assert not ChargeNotice.objects.exists()


def test_what_will_not_be_charged_is_not_warned_of(line):
    pay(account_of(line), 650)
    held = has(line, make_service(price=100))
    tariff = has(line, make_tariff(price=550))
    end_when_paid_up(held, now=NOW)
    Subscription.objects.filter(pk=tariff.pk).update(status=Status.SUSPENDED, due_at=None)

    assert ahead.warn(now=EVE) == 0


def test_who_goes_over_to_a_dearer_tariff_is_warned_of_its_price(line):
    pay(account_of(line), 1100)
    held = has(line, make_tariff(price=550))
    change = TariffChange.objects.create(
        line=line, was=held, to=make_tariff(price=700), apply_at=held.due_at, channel="page", created_at=NOW
    )

    assert ahead.warn(now=EVE) == 1
    assert "спишем 700,00 руб." in tell(EVE)[0]

    change.status, change.ended_at = ChangeStatus.UNDONE, NOW
    change.save()
    Subscription.objects.update(warned_for=None)
    assert ahead.warn(now=EVE) == 0


def test_the_content_account_is_looked_at_by_itself(line):
    content = open_account(contract=line.contract, kind=AccountKind.CONTENT)
    pay(account_of(line), 1000)
    pay(content, 50)
    has(line, make_content(price=30, every=Every.DAY))

    assert ahead.warn(now=NOW + timedelta(hours=1)) == 1
    assert "На счёте 20,00 руб. Пополните на 10,00 руб." in tell(NOW + timedelta(hours=1))[0]


def test_at_the_moment_the_owner_reads_which_numbers_stopped_and_how_much_is_missing(line, run):
    second = add_line(line.contract, "79161230009")
    pay(account_of(line), 1100)
    for each in (line, second):
        has(each, make_tariff("home", price=550) if each == line else Subscription.objects.get().tariff)
    pay(account_of(line), 50)
    run(moscow("2026-12-24"))

    (text,) = tell(moscow("2026-12-24", 9))

    assert text.startswith("Связь на 916 123-00-01, 916 123-00-09 приостановлена: на «Тариф home»")
    assert "не хватает 1050,00 руб." in text
    assert {message.msisdn for message in SmsMessage.objects.all()} == {line.msisdn}


def test_a_service_that_stops_on_a_line_that_works_is_not_hushed_up_by_another_line_that_stopped(line, run):
    second = add_line(line.contract, "79161230009")
    pay(account_of(line), 900)
    has(line, make_tariff("home", price=550))
    has(line, make_service("music", price=20))  # stops with its line: not a word of it
    has(second, make_tariff("small", price=100))
    has(second, make_service("films", price=100))
    pay(account_of(line), 20)  # of 770 that are due 150 are there
    run(moscow("2026-12-24"))

    first, other = tell(moscow("2026-12-24", 9))

    assert first.startswith("Связь на 916 123-00-01 приостановлена: на «Тариф home» не хватает 500,00 руб.")
    assert other.startswith("Приостановили «Услуга films»: не хватает 600,00 руб.")


def test_at_night_it_waits_and_comes_to_nothing_when_money_comes_first(line, run, nights):
    pay(account_of(line), 550)
    has(line, make_tariff(price=550))
    run(moscow("2026-12-24"))
    assert tell(moscow("2026-12-24", 1)) == []
    assert ChargeNotice.objects.get().due_at == moscow("2026-12-24", 8)

    pay(account_of(line), 600, now=moscow("2026-12-24", 2))
    run(moscow("2026-12-24", 2))

    (text,) = tell(moscow("2026-12-24", 8))
    assert text.startswith("Связь на 916 123-00-01 снова работает")
    assert text.endswith("На счёте 50,00 руб.")


def test_a_service_alone_is_told_of_by_its_name(line, run):
    pay(account_of(line), 30)
    has(line, make_content("stars", price=30, every=Every.DAY))
    run(moscow("2026-11-25", 9))
    assert tell(moscow("2026-11-25", 9))[0].startswith("Приостановили «Гороскоп stars»: не хватает 30,00 руб.")

    pay(account_of(line), 40, now=moscow("2026-11-26", 9))
    run(moscow("2026-11-26", 9))
    assert tell(moscow("2026-11-26", 9))[1] == "Снова работает «Гороскоп stars». На счёте 10,00 руб."


def test_what_was_overlooked_is_found_within_the_hour(line, run):
    pay(account_of(line), 100)
    held = has(line, make_content(price=30, every=Every.DAY))
    account = account_of(line)
    account.notice_below, account.stops_extras = rub(90), True
    account.save()
    run(moscow("2026-11-25"))
    assert ahead.look_again(now=moscow("2026-11-25", 1)) == 0

    account = account_of(line)
    account.stops_extras = account.awaits_money = False
    account.save()
    assert ahead.look_again(now=moscow("2026-11-25", 2)) == 1

    run(moscow("2026-11-25", 2))
    held.refresh_from_db()
    assert held.status == Status.ACTIVE


def test_a_content_account_that_is_opened_later_is_listened_to(line, run):
    pay(account_of(line), 30)
    held = has(line, make_content(price=30, every=Every.DAY))
    run(moscow("2026-11-25"))
    content = open_account(contract=line.contract, kind=AccountKind.CONTENT)

    ahead.look_again(now=moscow("2026-11-25", 1))
    pay(content, 30, now=moscow("2026-11-25", 2))
    run(moscow("2026-11-25", 2))

    held.refresh_from_db()
    assert held.status == Status.ACTIVE
