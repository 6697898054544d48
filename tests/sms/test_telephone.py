"""The simulator's telephone: what a person does with it, and how it treats what it gets."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cabinet.core.errors import DomainError
from cabinet.sms import handset
from cabinet.sms.cipher import unseal
from cabinet.sms.models import DeviceMessage, Handset, IncomingSms, SmsKind, SmsMessage, SmsStatus
from cabinet.sms.segments import split
from cabinet.sms.services import telephone, tidy
from tests.people import NOW, make_contract
from tests.sms.test_outbox import MSISDN, at_now, promise, sweep

__all__ = ["at_now"]  # a fixture of the outbox's tests: the clock stands at NOW here, too

pytestmark = pytest.mark.django_db

PAGE = f"/phone/{MSISDN}/"
CALLS = f"{PAGE}?app=calls"
ACTIONS = {
    "sms": {"to": "0611", "text": "СТОП"},
    "dial": {"number": "*102#"},
    "reply": {"text": "1"},
    "key": {"key": "1"},
    "end": {},
    "switches": {"receipts": "late"},
}


@pytest.fixture(autouse=True)
def nobody_answers(monkeypatch):
    monkeypatch.setattr(handset, "_ussd", [])
    monkeypatch.setattr(handset, "_calls", [])


def act(client, action, **data):
    return client.post(reverse(f"phone-{action}", args=[MSISDN]), data)


def now_is(**fields):
    switches = {"receipts": "at_once", "refuses": False} | fields
    telephone.set_switches(msisdn=MSISDN, **switches)


def status() -> str:
    return SmsMessage.objects.get().status


def test_an_sms_to_the_short_number_comes_in_and_lies_on_the_telephone(client):
    assert act(client, "sms", to="0611", text="СТОП 5051").headers["location"] == PAGE
    came = IncomingSms.objects.get()
    assert (came.gateway, came.msisdn, came.short_number) == ("simulator", MSISDN, "0611")
    assert unseal(bytes(came.body)) == "СТОП 5051"
    mine = DeviceMessage.objects.get()
    assert (mine.mine, mine.sender, mine.text) == (True, "0611", "СТОП 5051")
    assert "СТОП 5051" in client.get(PAGE).content.decode()


def test_what_was_sent_is_not_among_the_received(client):
    act(client, "sms", to="0611", text="СТОП")
    promise()
    sweep()
    assert [each["text"] for each in client.get(f"/phone/{MSISDN}.json").json()["messages"]] == ["Привет"]


def test_a_long_one_goes_in_segments_and_comes_whole(client):
    text = "Хочу сменить тариф 😀 " * 20
    assert len(split(text.strip()).parts) > 5
    act(client, "sms", to="0611", text=text)
    assert unseal(bytes(IncomingSms.objects.get().body)) == text.strip()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"to": "0611", "text": ""}, "Напишите текст SMS."),
        ({"to": "0611", "text": "я" * 601}, "Слишком длинно"),
        ({"to": "мне", "text": "СТОП"}, "Номер — это от 3 до 11 цифр."),
    ],
)
def test_what_cannot_be_sent_stays_typed_and_says_why(client, data, said):
    response = act(client, "sms", **data)
    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert data["text"] in page
    assert data["to"] in page
    assert not IncomingSms.objects.exists()


def test_a_command_is_answered_and_the_answer_stays_until_it_is_closed(client):
    handset.on_ussd(lambda msisdn, text, session: (f"{msisdn}: {text}", False))
    assert act(client, "dial", number=" *102# ").headers["location"] == CALLS
    assert f"{MSISDN}: *102#" in client.get(CALLS).content.decode()
    act(client, "end")
    assert "*102#</b>" in client.get(CALLS).content.decode()  # the example beside the telephone
    assert MSISDN + ": " not in client.get(CALLS).content.decode()


def test_a_session_that_goes_on_is_one_session(client):
    said = []

    def menu(msisdn, text, session):
        said.append((text, session))
        return ("1 — баланс", True) if text.startswith("*") else ("100 ₽", False)

    handset.on_ussd(menu)
    act(client, "dial", number="*100#")
    assert 'name="text"' in client.get(CALLS).content.decode()
    act(client, "reply", text="1")
    page = client.get(CALLS).content.decode()
    assert "100 ₽" in page
    assert 'name="text"' not in page
    act(client, "reply", text="again")  # it is over
    assert [text for text, _session in said] == ["*100#", "1"]
    assert said[0][1] == said[1][1]
    act(client, "dial", number="*100#")
    assert said[2][1] != said[0][1]


def test_an_empty_reply_says_why_and_the_session_goes_on(client):
    handset.on_ussd(lambda msisdn, text, session: ("1 — баланс", True))
    act(client, "dial", number="*100#")
    response = act(client, "reply", text="")
    assert response.status_code == 422
    assert "Напишите ответ." in response.content.decode()
    assert "1 — баланс" in response.content.decode()


def test_a_call_is_spoken_to_key_by_key_until_somebody_hangs_up(client):
    said = []

    def menu(msisdn, call_id, keys):
        said.append((call_id, keys))
        return ("До свидания", True) if keys == "9" else (f"Вы нажали {keys}", False)

    handset.on_call(menu)
    act(client, "dial", number="0611")
    act(client, "key", key="#")
    assert "Вы нажали #" in client.get(CALLS).content.decode()
    act(client, "key", key="12")  # there is no such key
    act(client, "key", key="9")
    page = client.get(CALLS).content.decode()
    assert "До свидания" in page
    assert "Звонок завершён" in page
    act(client, "key", key="1")  # nobody is there any more
    assert [keys for _call, keys in said] == ["", "#", "9"]
    assert len({call for call, _keys in said}) == 1


def test_hanging_up_ends_the_call(client):
    handset.on_call(lambda msisdn, call_id, keys: ("Здравствуйте", False))
    act(client, "dial", number="0611")
    act(client, "end")
    assert "Здравствуйте" not in client.get(CALLS).content.decode()


def test_where_nobody_answers_the_telephone_says_so(client):
    act(client, "dial", number="*102#")
    assert "На команды пока никто не отвечает." in client.get(CALLS).content.decode()
    act(client, "dial", number="0611")
    assert "По этому номеру пока никто не отвечает." in client.get(CALLS).content.decode()
    act(client, "dial", number="89031234567")
    assert "умеет звонить только на 0611" in client.get(CALLS).content.decode()


def test_what_is_refused_is_said_in_words(client):
    def refuse(msisdn, text, session):
        raise DomainError("Номер заблокирован.")

    handset.on_ussd(refuse)
    act(client, "dial", number="*102#")
    assert "Номер заблокирован." in client.get(CALLS).content.decode()


@pytest.mark.parametrize("number", ["", "позвони", "1" * 41])
def test_what_cannot_be_dialled_says_why(client, number):
    response = act(client, "dial", number=number)
    assert response.status_code == 422
    assert "*102#." in response.content.decode()
    assert not Handset.objects.exists()


def test_the_switches_say_that_they_are_kept(client):
    act(client, "switches", receipts="late")
    assert "Сохранено." in client.get(f"{PAGE}?app=switches").content.decode()


def test_a_telephone_that_refuses_gets_nothing(client):
    act(client, "switches", receipts="at_once", refuses="on")
    promise()
    sweep()
    assert (status(), SmsMessage.objects.get().error) == (SmsStatus.FAILED, "the telephone refuses")
    assert not DeviceMessage.objects.exists()


def test_a_telephone_that_reports_late_is_believed_then(client, at_now, settings):
    settings.SIMULATOR_RECEIPT_DELAY = 15
    act(client, "switches", receipts="late")
    promise()
    sweep()
    assert status() == SmsStatus.SENT
    assert DeviceMessage.objects.exists()
    at_now.shift(timedelta(seconds=14))
    assert telephone.report_late(timezone.now()) == 0
    at_now.shift(timedelta(seconds=1))
    assert telephone.report_late(timezone.now()) == 1
    assert status() == SmsStatus.DELIVERED
    assert telephone.report_late(timezone.now()) == 0


def test_a_telephone_that_never_reports_reports_when_it_is_told_to(at_now):
    now_is(receipts="never")
    promise()
    sweep()
    at_now.shift(timedelta(minutes=5))
    assert telephone.report_late(timezone.now()) == 0
    assert status() == SmsStatus.SENT
    now_is(receipts="late")
    assert telephone.report_late(timezone.now()) == 1
    assert status() == SmsStatus.DELIVERED


def test_the_switches_are_of_one_number(client):
    now_is(refuses=True)
    other = promise(SmsKind.CODE)
    SmsMessage.objects.filter(pk=other.pk).update(msisdn="79031234568")
    sweep()
    assert status() == SmsStatus.DELIVERED


def test_the_page_shows_the_switches(client):
    now_is(receipts="never", refuses=True)
    page = client.get(f"{PAGE}?app=switches").content.decode()
    assert 'value="never" checked' in page
    assert page.count(" checked") == 2


def test_what_it_showed_is_forgotten_after_a_day(client):
    handset.on_ussd(lambda msisdn, text, session: ("Баланс 100 ₽", False))
    act(client, "dial", number="*102#")
    tidy.forget_device_messages(now=NOW + timedelta(hours=24))
    assert Handset.objects.get().shows
    tidy.forget_device_messages(now=NOW + timedelta(hours=24, seconds=1))
    assert (Handset.objects.get().shows, Handset.objects.get().exchange) == ("", "")


def test_it_goes_with_its_number(client):
    from cabinet.sms.services.forget import forget_number

    line = make_contract(MSISDN).primary_line
    act(client, "dial", number="*102#")
    act(client, "sms", to="0611", text="СТОП")
    forget_number(msisdn=MSISDN, line_public_id=line.public_id, now=NOW)
    assert not Handset.objects.exists()
    assert not DeviceMessage.objects.exists()


@pytest.mark.parametrize("action", ACTIONS)
def test_it_does_not_exist_where_sms_go_to_real_telephones(client, settings, action):
    assert act(client, action, **ACTIONS[action]).status_code == 302
    settings.SMS_GATEWAY = "http"
    before = IncomingSms.objects.count(), DeviceMessage.objects.count()
    assert act(client, action, **ACTIONS[action]).status_code == 404
    for app in ("", "?app=calls", "?app=switches"):
        assert client.get(PAGE + app).status_code == 404
    assert (IncomingSms.objects.count(), DeviceMessage.objects.count()) == before


def test_however_many_sms_lie_on_it_the_page_costs_the_same(client, django_assert_num_queries):
    client.get(PAGE)
    for _index in range(3):
        act(client, "sms", to="0611", text="СТОП")
    with django_assert_num_queries(3):
        client.get(PAGE)
    for _index in range(10):
        act(client, "sms", to="0611", text="СТОП")
    with django_assert_num_queries(3):
        client.get(PAGE)
