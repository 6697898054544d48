"""`*141#` and `*141*1#` do exactly what the page does, by USSD, SMS and the voice menu (N4)."""

from datetime import timedelta

import pytest

from billing.models import TrustPayment, TrustTerms
from cabinet.accounts.models import LineStatus
from cabinet.commands.services.run import respond
from cabinet.core.channels import Channel
from tests.billing.money import pay, rub
from tests.billing.trust.lending import MARIA, main_of, money_and_debt, moved
from tests.people import NOW, add_line

pytestmark = pytest.mark.django_db

CHILD = "79032222222"
OFFER = "Доверительный платёж 100,00 руб. Вернуть до 27 ноября: 110,00 руб., из них плата 10,00 руб. Взять: *141*1#"
TAKEN = "Зачислено 100,00 руб. На счёте 105,00 руб. Вернуть до 27 ноября: 110,00 руб."
OWED = "По доверительному платежу осталось вернуть 110,00 руб. Срок: 27 ноября"


def asked(text: str, msisdn: str = MARIA, *, channel: Channel = Channel.USSD, now=NOW) -> str:
    answer = respond(msisdn=msisdn, text=text, channel=channel, now=now).text
    return answer.replace("\u00a0", " ")


def test_the_terms_are_told_and_nothing_is_lent(maria):
    assert asked("*141#") == OFFER
    assert not TrustPayment.objects.exists()


def test_consent_lends_and_the_terms_turn_into_the_debt(maria):
    assert asked("*141*1#") == TAKEN
    loan = TrustPayment.objects.get()
    assert (loan.channel, loan.entry.channel, loan.made_by) == ("ussd", "ussd", maria.contract.owner)
    assert asked("*141#") == OWED
    assert money_and_debt(maria) == (rub(105), rub(110))


@pytest.mark.parametrize(("question", "consent"), [("доверительный", "Доверительный да"), ("trust", "TRUST YES")])
def test_the_same_by_sms(maria, question, consent):
    assert asked(question, channel=Channel.SMS) == OFFER
    assert asked(consent, channel=Channel.SMS) == TAKEN
    assert moved(maria) == [("trust", rub(100))]


def test_dialled_twice_it_says_the_same_and_lends_once(maria):
    assert [asked("*141*1#") for _time in range(2)] == [TAKEN, TAKEN]
    assert moved(maria) == [("trust", rub(100))]
    later = asked("*141*1#", now=NOW + timedelta(hours=1))
    assert later == "Прежний доверительный платёж ещё не погашен: осталось вернуть 110,00 ₽."


def test_after_it_was_repaid_another_may_be_taken(maria):
    asked("*141*1#")
    pay(main_of(maria), 110)
    assert asked("*141*1#") == TAKEN.replace("105,00", "205,00")

    assert TrustPayment.objects.count() == 2


def test_what_keeps_the_number_from_borrowing_is_said(maria):
    TrustTerms.objects.update(is_on=False)
    said = "Для этого номера доверительного платежа пока нет."
    assert [asked("*141#"), asked("*141*1#")] == [said, said]
    assert moved(maria) == []


@pytest.mark.parametrize("text", ["*141#", "*141*1#"])
def test_a_telephone_that_is_not_surely_the_owners_borrows_and_hears_nothing(maria, text):
    add_line(maria.contract, CHILD)
    assert asked(text, CHILD) == "Доверительный платёж берёт только владелец договора."
    assert not TrustPayment.objects.exists()


def test_a_blocked_telephone_borrows_nothing(maria):
    type(maria).objects.filter(pk=maria.pk).update(status=LineStatus.BLOCKED, block_reason="wish", blocked_at=NOW)
    asked("*141*1#")
    assert not TrustPayment.objects.exists()


def test_whose_contract_has_nobody_in_the_portal_yet_borrows_by_the_telephone(maria):
    contract = maria.contract
    contract.owner = None
    contract.save()
    assert asked("*141*1#") == TAKEN
    assert TrustPayment.objects.get().made_by is None


def test_english_answers_in_english(maria):
    type(maria).objects.filter(pk=maria.pk).update(sms_language="en")
    assert asked("*141#") == (
        "Trust payment RUB 100.00. Return by 27 November: RUB 110.00, of which the fee is RUB 10.00. "
        "To take it: *141*1#"
    )


def test_the_voice_menu_reads_sums_in_words(maria):
    said = asked("*141#", channel=Channel.IVR)
    assert said == (
        "Доверительный платёж: сто рублей. Вернуть до 27 ноября: сто десять рублей. Из них плата: десять рублей."
    )
