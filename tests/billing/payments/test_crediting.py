"""A payment is credited once, whatever the bank says how often, in which order, and how late."""

from dataclasses import replace
from datetime import timedelta

import pytest

from billing.models import Entry, Payment, PaymentStatus
from billing.payments.bank import orders
from billing.payments.providers import provider
from billing.payments.providers.base import State
from billing.payments.services import ask as asking
from billing.payments.services.settle import settle
from cabinet.accounts.models import Role
from cabinet.accounts.services.lines import close_line
from cabinet.sms.cipher import unseal
from cabinet.sms.models import SmsMessage
from tests.billing.money import rub
from tests.billing.payments.paying import HOUR, LATE, POOR, SECURE, SILENT, asked, at_bank, balance, fresh, pay, start
from tests.people import NOW, give_access, make_owner

pytestmark = pytest.mark.django_db


def told(payment):
    return provider("sandbox").look(payment.provider_reference)


def test_a_payment_waits_for_the_bank_and_is_credited_when_it_says_yes(line):
    payment = start(line)
    assert (payment.status, balance(line)) == (PaymentStatus.WAITING, 0)
    assert payment.pay_url.endswith(f"/payments/sandbox/{payment.provider_reference}/")
    assert asked(payment).status == PaymentStatus.WAITING
    pay(payment)
    assert balance(line) == 0
    paid = asked(payment)
    assert (paid.status, paid.finished_at, paid.next_check_at, paid.pay_url) == (PaymentStatus.SUCCEEDED, NOW, None, "")
    entry = Entry.objects.get()
    assert (entry.amount, entry.kind, entry.reference) == (rub(300), "payment", f"payment:{payment.public_id}")
    assert (entry.line, entry.made_by, entry.channel) == (line, line.contract.owner, "page")
    assert entry.cause == {"rule": "card", "source": "payment", "source_id": str(payment.public_id)}
    assert entry.title == "Пополнение картой"
    assert paid.entry == entry


def test_whatever_is_said_again_credits_nothing_more(line):
    payment = start(line)
    pay(payment)
    for _time in range(3):
        asked(payment)
    settle(payment_id=payment.pk, told=told(payment), now=NOW)
    settle(payment_id=payment.pk, told=replace(told(payment), state=State.REFUSED, refusal="x"), now=NOW)
    settle(payment_id=payment.pk, told=replace(told(payment), state=State.WAITING), now=NOW)
    assert fresh(payment).status == PaymentStatus.SUCCEEDED
    assert (Entry.objects.count(), balance(line)) == (1, 300)


def test_a_refusal_moves_no_money_and_says_why(line):
    payment = start(line)
    pay(payment, POOR)
    refused = asked(payment)
    assert (refused.status, refused.refusal, refused.finished_at) == ("refused", "insufficient_funds", NOW)
    assert not Entry.objects.exists()
    assert not SmsMessage.objects.exists()


def test_a_bank_that_says_yes_after_a_refusal_is_believed(line):
    payment = start(line)
    pay(payment, POOR)
    refused = asked(payment)
    settle(payment_id=payment.pk, told=replace(told(payment), state=State.PAID, refusal=""), now=NOW)
    assert (fresh(refused).status, fresh(refused).refusal, balance(line)) == ("succeeded", "", 300)


def test_what_nobody_pays_ends_and_a_late_yes_is_still_credited(line, clock):
    payment = start(line)
    pay(payment, SILENT)
    ended = asked(payment, now=clock.to(NOW + HOUR))
    assert (ended.status, ended.pay_url) == (PaymentStatus.EXPIRED, "")
    assert ended.next_check_at == NOW + 2 * HOUR  # it is asked about once more
    settle(payment_id=payment.pk, told=replace(told(payment), state=State.PAID), now=NOW + 2 * HOUR)
    assert (fresh(payment).status, balance(line)) == (PaymentStatus.SUCCEEDED, 300)


def test_what_ended_is_asked_about_a_few_times_and_then_left(line, clock):
    payment = start(line)
    now = clock.to(NOW + HOUR)
    asked(payment, now=now)
    looks = 0
    while (ended := fresh(payment)).next_check_at is not None:
        now = clock.to(ended.next_check_at)
        looks += asking.sweep(now)
    assert looks == len(asking.LATE) + 1
    assert ended.status == PaymentStatus.EXPIRED


def test_a_bank_that_takes_its_time(line, clock, settings):
    payment = start(line)
    pay(payment, LATE)
    assert asked(payment).status == PaymentStatus.WAITING
    later = clock.to(NOW + timedelta(seconds=settings.SANDBOX_LATE))
    assert asked(payment, now=later).status == PaymentStatus.SUCCEEDED


def test_three_wrong_codes_of_3d_secure_and_the_bank_refuses(line):
    payment = start(line)
    pay(payment, SECURE)
    wrong = "000000" if at_bank(payment).secure_code != "000000" else "111111"
    for _time in range(2):
        orders.confirm(reference=payment.provider_reference, code=wrong, now=NOW)
        assert asked(payment).status == PaymentStatus.WAITING
    orders.confirm(reference=payment.provider_reference, code=wrong, now=NOW)
    orders.confirm(reference=payment.provider_reference, code=at_bank(payment).secure_code, now=NOW)
    assert (asked(payment).status, fresh(payment).refusal) == (PaymentStatus.REFUSED, "3d_secure_failed")


@pytest.mark.parametrize("wrong", [{"amount": rub("300.01")}, {"key": "another"}, {"reference": "another"}])
def test_what_is_told_of_another_sum_or_payment_changes_nothing_and_is_logged(line, wrong, caplog):
    payment = start(line)
    pay(payment)
    settle(payment_id=payment.pk, told=replace(told(payment), **wrong), now=NOW)
    assert fresh(payment).status == PaymentStatus.WAITING
    assert not Entry.objects.exists()
    assert "look for it there" in caplog.text


def test_the_telephone_of_the_number_is_told_once(line):
    payment = start(line)
    pay(payment)
    asked(payment)
    asked(payment)
    message = SmsMessage.objects.get()
    assert unseal(bytes(message.body)) == "903 123-45-67: счёт пополнен на 300,00 руб."
    assert message.msisdn == line.msisdn


def test_who_pays_for_a_strangers_number_is_not_named_to_its_owner(line):
    stranger, _own = make_owner("79160001020")
    payment = start(line, payer=stranger)
    pay(payment)
    asked(payment)
    assert Entry.objects.get().made_by is None
    assert fresh(payment).payer == stranger


def test_who_has_access_to_the_number_is_named(line):
    manager = give_access(line, Role.MANAGER)
    payment = start(line, payer=manager)
    pay(payment)
    asked(payment)
    assert Entry.objects.get().made_by == manager


def test_a_number_that_closed_meanwhile_still_gets_its_money_and_no_sms(line):
    payment = start(line)
    pay(payment)
    close_line(line=line, now=NOW)
    assert asked(payment).status == PaymentStatus.SUCCEEDED
    assert balance(line) == 300
    assert not SmsMessage.objects.exists()
    assert Payment.objects.get().line == line
