"""The voice menu: what a caller hears after each key, and what is done for them once (N5)."""

import re

import pytest
from django.utils import timezone

from cabinet.accounts.models import BlockReason, LineStatus, SecurityEvent
from cabinet.accounts.services.lines import close_line
from cabinet.commands.models import VoiceMenuItem
from cabinet.requests.models import Request, RequestStatus
from cabinet.requests.services.steps import cancel_request
from cabinet.sms.models import SmsMessage
from tests.billing.money import account_of, charge, pay
from tests.commands.machine import NUMBER, STRANGER, heard
from tests.home.help.knowledge import make_answer
from tests.people import make_owner, signed_in

pytestmark = pytest.mark.django_db

QUEUE = "sip:specialists@pbx.example"


@pytest.fixture(autouse=True)
def queue(settings):
    settings.IVR_SPECIALIST_QUEUE = QUEUE


@pytest.fixture
def line():
    line = make_owner(NUMBER)[1]
    pay(account_of(line), "123.40")
    return line


def lose(line, reason=BlockReason.LOSS):
    line.status, line.block_reason, line.blocked_at = LineStatus.BLOCKED, reason, timezone.now()
    line.save()


# The menu


def test_a_call_begins_with_what_can_be_pressed(line):
    assert heard() == {
        "text": "Здравствуйте! Это голосовое меню оператора. Баланс — нажмите один. Ваш номер — нажмите два. "
        "Частые вопросы — нажмите три. Ваши услуги — нажмите четыре. Специалист — нажмите ноль.",
        "keys": {
            "1": "Баланс",
            "2": "Ваш номер",
            "3": "Частые вопросы",
            "4": "Ваши услуги",
            "0": "Специалист",
            "*": "В начало",
            "#": "Повторить",
        },
        "transfer": None,
        "ends": False,
    }


def test_the_menu_speaks_the_language_of_the_line(line):
    line.sms_language = "en"
    line.save()
    assert heard()["text"].startswith("Hello! This is the operator's voice menu. Balance: press one.")
    assert heard("1")["text"].startswith(
        "You have one hundred and twenty-three roubles, forty kopeks. Balance: press one."
    )


def test_a_key_that_means_nothing_says_so_and_leads_nowhere(line):
    answer = heard("7")
    assert answer["text"].startswith("Такой клавиши здесь нет. Здравствуйте!")
    assert answer["keys"] == heard()["keys"]


def test_the_star_leads_to_the_beginning_and_the_hash_says_it_again(line):
    assert heard("3*")["text"] == heard()["text"]
    assert heard("3#")["text"] == heard("3")["text"]
    assert heard("31#")["text"] == heard("31")["text"]


def test_popular_questions_are_read_out_with_numbers_in_words(line):
    assert list(heard("3")["keys"])[:7] == list("1234567")
    assert heard("3")["text"].startswith("Как войти — нажмите один.")
    answer = heard("32")
    assert answer["text"].startswith("Нажмите «Отправить ещё раз», как только кнопка станет доступна.")
    assert "позвоните восемь, восемьсот, семьсот, ноль шесть, одиннадцать, это бесплатно" in answer["text"]
    assert answer["text"].endswith("Чтобы вернуться в начало, нажмите звёздочку.")
    assert answer["keys"]["1"] == "Как войти?"  # the next one can be chosen at once


def test_what_staff_wrote_is_read_instead_with_ways_as_pauses(line):
    make_answer("sms-not-coming", text_ru="«Вход» → «Ещё раз».\n\nИли звоните %(free)s.")
    assert heard("32")["text"].startswith("«Вход», «Ещё раз». Или звоните восемь, восемьсот, семьсот, ноль шесть")


def test_what_staff_wrote_with_digits_is_not_read(line):
    make_answer("sms-not-coming", text_ru="Подождите 5 минут.")
    assert heard("32")["text"].startswith("Нажмите «Отправить ещё раз»")


@pytest.mark.parametrize("language", ["ru", "en"])
def test_no_digit_is_left_to_be_read_by_a_machine(line, language):
    line.sms_language = language
    line.save()
    charge(account_of(line), "23.17")
    for keys in ("", "1", "2", "3", "0", "00", "9", *(f"3{key}" for key in "1234567")):
        assert not re.search(r"\d", heard(keys)["text"]), keys


@pytest.mark.parametrize("language", ["ru", "en"])
def test_no_sign_that_a_page_only_shows_is_left_to_be_read_aloud(line, language):
    line.sms_language = language
    line.save()
    for keys in ("", "1", "2", "3", "0", "00", "9", *(f"3{key}" for key in "1234567")):
        assert not re.search(r"[→←/<>#*_=+]", heard(keys)["text"]), keys


# What is the caller's


def test_the_balance_is_said_in_words_and_written_in_the_journal_once(line):
    answers = [heard("1", call="c") for _again in range(2)]
    assert answers[0] == answers[1]
    assert answers[0]["text"].startswith("На вашем счёте сто двадцать три рубля, сорок копеек. Баланс — нажмите один.")
    event = SecurityEvent.objects.get(kind="balance_told")
    assert (event.channel, event.line, event.user) == ("ivr", line, line.contract.owner)


def test_a_balance_asked_again_in_the_same_call_is_the_one_of_then(line):
    heard("1", call="c")
    pay(account_of(line), "0.60")
    assert heard("11", call="c")["text"].startswith("На вашем счёте сто двадцать четыре рубля.")


def test_to_repeat_is_to_hear_the_same_and_does_nothing_anew(line):
    VoiceMenuItem.objects.filter(key="2", parent__parent=None).update(command="accounts.password")
    said = heard("2", call="c")
    sent = SmsMessage.objects.count()
    assert heard("2#", call="c") == heard("2##", call="c") == said
    assert SmsMessage.objects.count() == sent == 1
    assert SecurityEvent.objects.filter(kind="password_given").count() == 1
    heard("1", call="d")
    pay(account_of(line), "0.60")
    assert heard("1#", call="d") == heard("1", call="d")
    assert SecurityEvent.objects.filter(kind="balance_told").count() == 1


def test_ones_own_number(line):
    assert heard("2")["text"].startswith("Ваш номер: девятьсот три, сто двадцать три, сорок пять, шестьдесят семь.")


@pytest.mark.parametrize("caller", [None, ""])
def test_of_a_caller_who_is_not_known_nothing_is_told(line, caller):
    for keys in ("1", "2"):
        assert heard(keys, caller=caller)["text"].startswith("Ваш номер не определился.")
    assert heard("31", caller=caller)["text"].startswith("Нажмите «Войти»")
    assert not SecurityEvent.objects.exists()


@pytest.mark.parametrize("reason", list(BlockReason))
def test_a_telephone_that_was_lost_hears_nothing_of_anybody(line, reason):
    lose(line, reason)
    for keys in ("1", "2"):
        assert heard(keys)["text"].startswith("Этот номер заблокирован, сообщить о нём ничего нельзя.")
    assert heard("0")["transfer"] == QUEUE
    assert heard("00")["text"].startswith("На этот номер мы перезвонить не сможем.")
    assert not SecurityEvent.objects.exists()
    assert not Request.objects.exists()


def test_a_closed_number_is_nobodys(line):
    close_line(line=line, now=timezone.now())
    assert heard("1")["text"].startswith("Вы звоните с номера, который мы не обслуживаем.")
    assert heard("1", caller=STRANGER)["text"].startswith("Вы звоните с номера, который мы не обслуживаем.")


# A person


def test_zero_leads_to_a_specialist_from_everywhere(line):
    for keys in ("0", "30", "310", "10"):
        answer = heard(keys)
        assert (answer["transfer"], answer["ends"], answer["keys"]["0"]) == (QUEUE, False, "Перезвоните мне")


def test_zero_again_asks_for_a_call_which_the_owner_sees(line):
    answers = [heard("00", call="c") for _again in range(2)]
    assert answers[0] == answers[1]
    assert answers[0]["text"].startswith("Хорошо, мы перезвоним на этот номер.")
    assert (answers[0]["ends"], answers[0]["transfer"]) == (True, None)
    request = Request.objects.get()
    assert (request.kind, request.line, request.channel, request.user) == (
        "call_back",
        line,
        "ivr",
        line.contract.owner,
    )
    page = signed_in(line.contract.owner).get(f"/requests/?line={line.public_id}").content.decode()
    assert "Перезвонить мне" in page
    assert SecurityEvent.objects.get(kind="request_made").channel == "ivr"


def test_while_a_call_is_owed_another_one_is_not_asked_for(line):
    for _call in range(3):
        heard("00")
    request = Request.objects.get()
    cancel_request(request, by=line.contract.owner, now=timezone.now())
    heard("00")
    assert Request.objects.filter(status=RequestStatus.ACCEPTED).count() == 1
    assert Request.objects.count() == 2


def test_who_is_not_known_is_not_called_back(line):
    answer = heard("00", caller=None)
    assert answer["text"].startswith("На этот номер мы перезвонить не сможем.")
    assert answer["transfer"] == QUEUE
    assert not Request.objects.exists()


def test_without_a_queue_a_call_back_is_offered(line, settings):
    settings.IVR_SPECIALIST_QUEUE = ""
    answer = heard("0")
    assert answer["text"].startswith("Соединить сейчас не получится. Нажмите ноль ещё раз: мы перезвоним.")
    assert answer["transfer"] is None
    assert heard("00")["ends"] is True
    assert Request.objects.count() == 1


def test_a_menu_without_specialist_still_leads_to_one(line):
    VoiceMenuItem.objects.filter(action="specialist").delete()
    assert heard()["keys"]["0"] == "Специалист"
    assert heard("0")["transfer"] == QUEUE


def test_without_any_menu_there_is_still_a_person(line):
    VoiceMenuItem.objects.exclude(parent=None).exclude(items=None).first()
    VoiceMenuItem.objects.filter(parent__parent__isnull=False).delete()
    VoiceMenuItem.objects.filter(parent__isnull=False).delete()
    VoiceMenuItem.objects.all().delete()
    assert heard()["text"] == "Специалист — нажмите ноль."
    assert heard("0")["transfer"] == QUEUE
