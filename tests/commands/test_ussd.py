"""USSD: a code is answered once, and tells who types it what their page would (N4)."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from billing.kinds import EntryKind
from cabinet.accounts.models import (
    Access,
    BlockReason,
    LineKind,
    LineStatus,
    LoginCode,
    Role,
    SecurityEvent,
    SecurityEventKind,
    Session,
    User,
)
from cabinet.accounts.services.journal import record
from cabinet.accounts.services.lines import close_line
from cabinet.commands.models import Exchange, ExchangeStep
from cabinet.commands.services import exchange
from cabinet.sms.models import SmsMessage
from tests.accounts.test_codes import code_in_sms
from tests.billing.money import account_of, charge, pay
from tests.commands.machine import post, shown, ussd
from tests.people import add_line, give_access, make_contract, make_owner

pytestmark = pytest.mark.django_db

NUMBER, SON, MODEM, STRANGER = "79031234567", "79031234568", "79067777731", "79990000000"
ADDRESS = "/gateway/ussd/"
NOT_SERVED = "Для этого номера команды недоступны. Поддержка: 0611"


@pytest.fixture
def line():
    line = make_owner(NUMBER, SON)[1]
    pay(account_of(line), "123.40")
    return line


@pytest.fixture
def son(line):
    return line.contract.lines.get(msisdn=SON)


def block(line, reason):
    line.status, line.block_reason, line.blocked_at = LineStatus.BLOCKED, reason, timezone.now()
    line.save()


# Balance


def test_the_balance_is_told_with_its_time_and_written_in_the_journal(line):
    answer = ussd(NUMBER, "*102#").json()
    assert answer["text"].startswith("Баланс: 123,40 руб. на ")
    assert answer["continues"] is False
    event = SecurityEvent.objects.get(kind="balance_told")
    assert (event.line, event.user, event.made_by, event.channel) == (line, line.contract.owner, event.user, "ussd")


def test_a_debt_has_a_minus_and_english_its_own_words(line):
    charge(account_of(line), "125.00", kind=EntryKind.USAGE)
    line.sms_language = "en"
    line.save()
    assert shown(NUMBER, "*102#").startswith("Balance: RUB -1.60 at ")


def test_the_time_is_the_contracts(line):
    line.contract.time_zone = "Asia/Vladivostok"
    line.contract.save()
    there = timezone.now() + timedelta(hours=10)
    assert shown(NUMBER, "*102#").endswith(f"{there:%d.%m %H:}{timezone.now():%M}")


def test_a_modem_asks_like_a_telephone():
    contract = make_contract(MODEM, owner=User.objects.create_user(name="Ирина"))
    contract.lines.update(kind=LineKind.MODEM)
    assert shown(MODEM, "*102#").startswith("Баланс: 0,00 руб.")


@pytest.mark.parametrize("others_forbidden", [False, True])
def test_another_line_hears_what_whoever_signs_in_by_it_would_see(line, son, others_forbidden):
    """Nobody has yet: they would be let in to this line, unless the owner forbids it to others."""
    line.contract.others_forbidden = others_forbidden
    line.contract.save()
    text = shown(SON, "*102#")
    assert text.startswith("Баланс по этому номеру сообщить нельзя" if others_forbidden else "Баланс: 123,40 руб.")
    assert SecurityEvent.objects.filter(kind="balance_told").exists() is not others_forbidden
    assert User.objects.count() == 1  # nobody is made by asking


@pytest.mark.parametrize(("active", "told"), [(True, True), (False, False)])
def test_of_who_proved_the_line_it_is_asked_whether_they_may(line, son, active, told):
    user = give_access(son, Role.MANAGER, by_code=True)
    user.is_active = active
    user.save()
    assert shown(SON, "*102#").startswith("Баланс: ") is told


def test_an_owner_who_proved_another_line_hears_it_while_others_are_forbidden(line, son):
    Access.objects.create(user=line.contract.owner, line=son, role=Role.MANAGER, by_code=True)
    line.contract.others_forbidden = True
    line.contract.save()
    assert shown(SON, "*102#").startswith("Баланс: ")


def test_a_number_that_was_added_shortly_before_the_other_was_lost_hears_nothing(line, son):
    """A thief may have added it by the telephone that was lost."""
    owner = line.contract.owner
    Access.objects.create(user=owner, line=son, role=Role.MANAGER, by_code=True)
    record(SecurityEventKind.NUMBER_ADDED, now=timezone.now(), user=owner, line=son)
    assert shown(SON, "*102#").startswith("Баланс: ")
    block(line, BlockReason.LOSS)
    assert shown(SON, "*102#").startswith("Баланс по этому номеру сообщить нельзя")


def test_whoever_was_only_given_access_has_a_telephone_of_their_own_for_it(line, son):
    """An access that was given hangs on a person, and the telephone of the line is not theirs by that."""
    give_access(son, Role.VIEWER, sees_details=False)
    assert shown(SON, "*102#").startswith("Баланс: ")
    assert SecurityEvent.objects.get(kind="balance_told").user is None


# Temporary password


def test_the_temporary_password_comes_by_sms_and_signs_in(line):
    assert shown(NUMBER, "*110*9#") == (
        "Временный пароль отправлен вам в SMS: это код для входа. Действует 10 минут. Никому его не говорите"
    )
    browser = Client()
    browser.post("/login/", {"phone": NUMBER, "how": "code"})
    SmsMessage.objects.order_by("-pk").first().delete()  # the browser's own code
    assert browser.post("/login/code/", {"code": code_in_sms()}).status_code == 302
    assert Session.objects.exclude(user=None).get().user == line.contract.owner
    assert SecurityEvent.objects.get(kind="password_given").channel == "ussd"


def test_the_next_password_waits_as_on_the_page(line):
    shown(NUMBER, "*110*9#")
    assert shown(NUMBER, "*110*9#") == "Код уже отправлен. Новый можно получить немного позже."
    assert LoginCode.objects.count() == SmsMessage.objects.count() == 1


# Who is answered nothing


def test_a_lost_telephone_hears_what_to_do_and_nothing_else(line):
    block(line, BlockReason.LOSS)
    for text in ("*102#", "*110*9#", "*111#"):
        assert shown(NUMBER, text).startswith("Номер заблокирован как потерянный, команды не действуют.")
    assert not LoginCode.objects.exists()
    assert not SecurityEvent.objects.exists()


def test_a_number_that_rests_hears_how_to_wake_it(line):
    block(line, BlockReason.VOLUNTARY)
    assert shown(NUMBER, "*102#").startswith("Номер заблокирован, команды не действуют. Разблокировать: ")


def test_a_closed_and_an_unknown_number_hear_the_same(line, son):
    close_line(line=son, now=timezone.now())
    assert shown(SON, "*102#") == shown(STRANGER, "*102#") == shown(STRANGER, "*111#") == NOT_SERVED
    assert not SecurityEvent.objects.filter(kind="balance_told").exists()


def test_the_next_holder_of_a_number_hears_their_own_balance(line, son):
    close_line(line=son, now=timezone.now())
    pay(account_of(add_line(make_contract("79160000001"), SON)), "7")
    assert shown(SON, "*102#").startswith("Баланс: 7,00 руб.")


# What is no command


def test_what_is_no_command_is_answered_by_the_list_and_the_next_text_may_be_one(line):
    first = ussd(NUMBER, "*999#", session="s", step=1).json()
    known = (
        "*102# баланс\n*141# деньги взаймы\n*110*0# вам позвонят\n*110*9# временный пароль\n*110*10# ваш номер\n"
        "*144*номер# позвони мне\n*145*номер*сумма# перевод"
    )
    assert first == {"text": f"Такой команды нет. Можно набрать:\n{known}", "continues": True}
    second = ussd(NUMBER, "*102#", session="s", step=2).json()
    assert second["text"].startswith("Баланс: ")
    assert second["continues"] is False


# Once


def test_the_same_again_is_answered_the_same_and_done_once(line):
    first = ussd(NUMBER, "*110*9#", session="s").json()
    assert ussd(NUMBER, "*110*9#", session="s").json() == first
    assert LoginCode.objects.count() == 1
    pay(account_of(line), "1000")
    told = [ussd(NUMBER, "*102#", session="b").json() for _again in range(2)]
    assert told[0] == told[1]
    assert SecurityEvent.objects.filter(kind="balance_told").count() == 1


@pytest.mark.parametrize(("number", "text"), [(NUMBER, "*102#"), (SON, "*110*9#")])
def test_another_text_or_another_telephone_under_the_same_name_is_refused(line, number, text):
    ussd(NUMBER, "*110*9#", session="s")
    answer = ussd(number, text, session="s")
    assert (answer.status_code, answer.json()) == (409, {"error": "another_request"})


def test_nobody_goes_on_with_the_session_of_another_telephone(line):
    ussd(NUMBER, "*999#", session="s", step=1)
    assert ussd(SON, "*102#", session="s", step=2).status_code == 409
    assert ussd(NUMBER, "*102#", session="s", step=2).status_code == 200


def test_what_was_said_is_kept_encrypted_and_for_a_day(line):
    shown(NUMBER, "*102#")
    kept = ExchangeStep.objects.get()
    assert b"123" not in bytes(kept.answer)
    assert "102" not in kept.digest
    now = timezone.now()
    assert exchange.forget_old(now=now + timedelta(hours=23)) == 0
    assert exchange.forget_old(now=now + timedelta(hours=25)) == 2
    assert not Exchange.objects.exists()


def test_a_number_that_closes_takes_what_was_said_with_it(line, son):
    shown(SON, "*102#", session="s")
    close_line(line=son, now=timezone.now())
    assert not Exchange.objects.exists()


# Limits and bad input


def test_a_telephone_is_answered_so_often_an_hour(line, limited, settings):
    settings.COMMANDS_PER_NUMBER = "2/hour"
    number = f"7903{timezone.now():%H%M%S}1"  # counted by nobody yet
    texts = [shown(number, "*102#") for _each in range(3)]
    assert texts[:2] == [NOT_SERVED] * 2
    assert texts[2].startswith("Команд слишком много.")


@pytest.mark.parametrize(
    "wrong",
    [
        {"session": ""},
        {"session": None},
        {"session": "s" * 81},
        {"session": "a\0b"},
        {"step": 0},
        {"step": "1"},
        {"step": True},
        {"step": 10**9},
        {"msisdn": ""},
        {"msisdn": "8903"},
        {"msisdn": "оператор"},
        {"msisdn": "٧٩٠٣١٢٣٤٥٦٧"},
        {"text": None},
        {"text": "1" * 201},
        {"text": "\ud800"},
    ],
    ids=lambda wrong: json.dumps(wrong)[:30],
)
def test_a_field_that_is_not_what_it_must_be_is_named(line, wrong):
    answer = post(ADDRESS, {"session": "s", "step": 1, "msisdn": NUMBER, "text": "*102#"} | wrong)
    assert (answer.status_code, answer.json()) == (400, {"error": "field", "field": next(iter(wrong))})
    assert not Exchange.objects.exists()


def test_who_does_not_know_the_secret_hears_nothing(line):
    asked = {"session": "s", "step": 1, "msisdn": NUMBER, "text": "*102#"}
    assert post(ADDRESS, asked, secret="x" * 40).status_code == 403
    assert not Exchange.objects.exists()


def test_a_command_costs_few_queries(line, django_assert_max_num_queries):
    shown(NUMBER, "*999#")  # brand and the like are read
    with django_assert_max_num_queries(22):
        shown(NUMBER, "*102#", session="counted")
    with django_assert_max_num_queries(4):
        shown(NUMBER, "*102#", session="counted")


def test_a_command_that_breaks_apologises_and_leaves_nothing(line, monkeypatch):
    monkeypatch.setattr("billing.commands.balance_of", lambda **_asked: 1 / 0)
    answer = ussd(NUMBER, "*102#", session="s")
    assert (answer.status_code, answer.json()["continues"]) == (200, False)
    assert answer.json()["text"].startswith("Сейчас ответить не получилось.")
    assert not Exchange.objects.exists()
    monkeypatch.undo()
