"""`*145*…#` and `*144*…#` do exactly what the pages do, by USSD and SMS (N4)."""

import pytest
from django.utils import timezone

from billing.models import CallMe, Transfer
from cabinet.accounts.models import CodePurpose, LoginCode
from cabinet.commands.services.run import respond
from cabinet.core.channels import Channel
from tests.billing.money import rub
from tests.billing.transfers.sending import MARIA, NOBODYS, PETR, code_to, money_of, moved, texts_to
from tests.commands.machine import shown
from tests.people import NOW, add_line, make_contract

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("machines")]

BEGUN = "Перевод 100,00 руб. на +7 903 765-43-21. Код придёт в SMS. Подтвердите: *145*код#"


@pytest.fixture
def machines(settings, monkeypatch):
    from tests.commands.machine import SECRET

    settings.GATEWAY_SECRETS = {"ussd": [SECRET]}
    settings.COMMAND_TIME = 30
    monkeypatch.setattr("cabinet.commands.services.run.allow", lambda *_count: True)


def by_sms(msisdn: str, text: str, now=NOW) -> str:
    return respond(msisdn=msisdn, text=text, channel=Channel.SMS, now=now).text


def test_both_steps_by_ussd(maria, petr):
    assert shown(MARIA, "*145*9037654321*100#") == BEGUN
    assert moved() == []
    assert shown(MARIA, f"*145*{code_to(MARIA)}#") == (
        "Переведено 100,00 руб. на +7 903 765-43-21. Осталось 400,00 руб."
    )
    done = Transfer.objects.get()
    assert (done.channel, done.out_entry.channel, done.made_by) == ("ussd", "ussd", maria.contract.owner)
    assert money_of(petr) == rub(100)


def test_both_steps_by_sms(maria, petr):
    assert by_sms(MARIA, "Перевод 89037654321 99,50").startswith("Перевод 99,50 руб. на")
    assert by_sms(MARIA, f"код {code_to(MARIA)}").startswith("Переведено 99,50 руб.")
    assert money_of(petr) == rub("99.50")


def test_a_wrong_code_spends_an_attempt_by_ussd_too(maria, petr):
    shown(MARIA, "*145*9037654321*100#")
    assert shown(MARIA, "*145*000000#") == "Код не подошёл. Проверьте цифры из последнего SMS."
    assert LoginCode.objects.get(purpose=CodePurpose.TRANSFER).attempts == 1
    assert moved() == []


def test_what_keeps_the_money_here_is_said_and_the_transfer_is_over(maria):
    shown(MARIA, f"*145*{NOBODYS}*100#")
    assert shown(MARIA, f"*145*{code_to(MARIA)}#").startswith("Перевод не прошёл")
    assert Transfer.objects.get().status == "refused"
    assert shown(MARIA, f"*145*{code_to(MARIA)}#").startswith("Нет перевода, который ждёт кода.")


def test_the_answer_that_was_lost_is_told_again_and_nothing_moves_twice(maria, petr):
    shown(MARIA, "*145*9037654321*100#")
    code = code_to(MARIA)
    first = shown(MARIA, f"*145*{code}#")
    assert shown(MARIA, f"*145*{code}#") == first
    assert money_of(petr) == rub(100)


def test_a_code_without_a_transfer(maria):
    assert shown(MARIA, "*145*123456#").startswith("Нет перевода, который ждёт кода.")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("*145*9037654321*200#", "За один раз можно перевести от 10,00\u00a0₽ до 150,00\u00a0₽."),
        ("*145*9037654321*много#", "Напишите сумму цифрами"),
        ("*145*12*100#", "Номер не распознан."),
        ("*145*9031234567*100#", "Этот номер на том же счёте"),
        ("*144*12#", "Номер не распознан."),
        ("*144*9031234567#", "Этот номер на том же счёте"),
    ],
)
def test_what_is_refused_is_said_and_leaves_nothing(maria, petr, text, said):
    assert shown(MARIA, text).startswith(said)
    assert not Transfer.objects.exists()
    assert not CallMe.objects.exists()


def test_a_telephone_that_is_not_the_owners_sends_nothing(maria, petr):
    add_line(maria.contract, "79032222222")
    assert shown("79032222222", "*145*9037654321*100#") == "Переводить деньги может только владелец договора."
    assert shown("79032222222", "*145*123456#") == "Переводить деньги может только владелец договора."
    assert texts_to("79032222222") == []


def test_whom_nobody_knows_yet_sends_from_the_primary_line(petr):
    from tests.billing.money import account_of, pay

    contract = make_contract("79034444444")
    pay(account_of(contract.primary_line), 500)
    shown("79034444444", "*145*9037654321*100#")
    shown("79034444444", f"*145*{code_to('79034444444')}#")
    assert money_of(petr) == rub(100)
    assert Transfer.objects.get().made_by is None


def test_call_me_at_zero_balance(petr, maria):
    assert shown(PETR, "*144*8 903 123-45-67#") == "Если +7 903 123-45-67 принимает такие просьбы, ему придёт SMS"
    assert texts_to(MARIA) == ["+7 903 765-43-21 просит вас перезвонить"]
    assert by_sms(PETR, "позвони 903 123-45-67", timezone.now()).startswith("Если +7 903 123-45-67")
    assert [row.channel for row in CallMe.objects.order_by("pk")] == ["ussd", "sms"]


def test_any_telephone_of_a_contract_may_ask_to_be_called(maria, petr):
    add_line(maria.contract, "79032222222")
    assert shown("79032222222", "*144*9037654321#").startswith("Если +7 903 765-43-21")
    assert len(texts_to(PETR)) == 1
