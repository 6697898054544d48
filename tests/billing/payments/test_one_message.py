"""A top-up that ends a debt is told of once: money, debt and balance in one message."""

from uuid import uuid4

import pytest

from billing.models import Payment, TrustTerms
from billing.services.ledger import open_account
from billing.trust.services.take import take
from cabinet.accounts.models import NotificationChoice
from cabinet.core.channels import Channel
from cabinet.sms.cipher import unseal
from cabinet.sms.models import SmsMessage
from tests.billing.money import pay as post_money
from tests.billing.money import rub
from tests.billing.payments.paying import asked, pay, start
from tests.billing.transfers.sending import sent
from tests.people import NOW, make_owner

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def debt(line):
    TrustTerms.objects.all().delete()
    TrustTerms.objects.create(amount=rub(100), fee=rub(10), days=3)
    take(line=line, by=line.contract.owner, channel=Channel.PAGE, key=uuid4(), now=NOW)
    SmsMessage.objects.all().delete()


def top_up(line, amount) -> Payment:
    payment = start(line, amount)
    pay(payment)
    return asked(payment)


def sms() -> list[str]:
    return [unseal(bytes(each.body)) for each in SmsMessage.objects.order_by("pk")]


def test_money_debt_and_balance_are_told_of_together(line):
    top_up(line, 300)
    assert sms() == ["Пополнение 300,00 руб. Доверительный платёж погашен. На счёте 290,00 руб."]


def test_a_part_is_told_of_as_a_top_up_and_the_last_one_as_the_end(line):
    top_up(line, 50), top_up(line, 70)
    assert sms() == [
        "903 123-45-67: счёт пополнен на 50,00 руб.",
        "Пополнение 70,00 руб. Доверительный платёж погашен. На счёте 110,00 руб.",
    ]


def test_who_wants_no_messages_of_loans_hears_of_the_top_up(line):
    NotificationChoice.objects.create(user=line.contract.owner, event="billing.trust", sms=False, email=False)
    top_up(line, 300)
    assert sms() == ["903 123-45-67: счёт пополнен на 300,00 руб."]


def test_who_wants_no_messages_of_top_ups_hears_of_the_debt(line):
    NotificationChoice.objects.create(user=line.contract.owner, event="billing.payment", sms=False, email=False)
    top_up(line, 300)
    assert sms() == ["Пополнение 300,00 руб. Доверительный платёж погашен. На счёте 290,00 руб."]


def test_a_transfer_that_ends_it_is_told_of_together_too(line):
    _owner, sender = make_owner("79161239999")
    post_money(open_account(contract=sender.contract), 500)

    sent(sender, to=str(line.msisdn), amount=120)

    to_line = SmsMessage.objects.filter(msisdn=line.msisdn).order_by("pk")
    assert [unseal(bytes(each.body)) for each in to_line] == [
        "Пополнение 120,00 руб. Доверительный платёж погашен. На счёте 110,00 руб."
    ]
