"""«Задать вопрос» without signing in: the form, its captcha, and what is written."""

import re
from uuid import uuid4

import pytest
from captcha.models import CaptchaStore
from django.test import Client

from cabinet.accounts.models import Line, User
from cabinet.sms.models import SmsMessage
from chat.models import Conversation, Guest, GuestLink, Message
from tests.chat.guests.conftest import form
from tests.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def topics(guest_topic) -> None:  # type: ignore[no-untyped-def]
    pass


def test_asking_opens_a_conversation_of_a_guest_and_leads_to_it(client: Client, no_robot: None) -> None:
    answer = client.post("/ask/", form())
    conversation = Conversation.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/chat/{conversation.public_id}/#end")
    assert (conversation.line, conversation.author, conversation.topic.slug) == (None, None, "mobile")
    assert (conversation.guest.name, conversation.guest.msisdn) == ("Вера", "79261112233")
    assert Message.objects.get().text == "Есть ли сеть в Тарусе?"
    assert client.get(answer.url).status_code == 200


def test_guests_are_offered_their_topics_and_subscribers_the_others(client: Client, owner: User) -> None:
    asked = client.get("/ask/").content.decode()
    assert "Мобильная связь" in asked
    assert "USB-модемы" in asked
    assert "Вопрос по услугам" not in asked
    inside = signed_in(owner).get("/chat/").content.decode()
    assert "Вопрос по услугам" in inside
    assert "USB-модемы" not in inside


def test_a_topic_of_subscribers_is_none_of_guests(client: Client, no_robot: None) -> None:
    assert client.post("/ask/", form(topic="services")).status_code == 422
    assert not Guest.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Напишите, как к вам обращаться."),
        ({"phone": "12"}, "Номер не распознан"),
        ({"phone": "495 111-22-33"}, "На городской номер SMS не придёт"),
        ({"topic": ""}, "Выберите, о чём вопрос."),
        ({"text": "  "}, "Напишите вопрос."),
        ({"text": "\u200b"}, "Напишите сообщение."),
        ({"text": "я" * 4001}, "не больше 4000 знаков"),
        ({"altcha": ""}, "подтвердите, что вы не робот"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    client: Client, no_robot: None, wrong: dict[str, str], said: str
) -> None:
    answer = client.post("/ask/", form(name="Вера", text="Есть ли сеть?") | wrong)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    if "text" not in wrong:
        assert "Есть ли сеть?" in text
    assert not Guest.objects.exists()
    assert not SmsMessage.objects.exists()


def test_without_javascript_the_digits_of_the_picture_do(client: Client) -> None:
    page = client.get("/ask/").content.decode()
    key = re.search(r'name="captcha_key" value="(\w+)"', page)[1]
    digits = CaptchaStore.objects.get(hashkey=key).response
    answer = client.post("/ask/", form(altcha="", captcha_key=key, captcha=digits))
    assert answer.status_code == 302
    again = client.post("/ask/", form(altcha="", captcha_key=key, captcha=digits))
    assert again.status_code == 422  # a picture is judged once
    assert Guest.objects.count() == 1


def test_a_button_pressed_twice_is_one_question_and_leads_to_it(client: Client) -> None:
    page = client.get("/ask/").content.decode()
    key = re.search(r'name="captcha_key" value="(\w+)"', page)[1]
    sent = form(altcha="", captcha_key=key, captcha=CaptchaStore.objects.get(hashkey=key).response)
    first, second = client.post("/ask/", sent), Client().post("/ask/", sent)  # before the first answer came
    assert first.url == second.url
    assert (Guest.objects.count(), SmsMessage.objects.count()) == (1, 1)


def test_the_same_form_with_other_words_is_another_question(client: Client, no_robot: None) -> None:
    sent = form()
    client.post("/ask/", sent)
    client.post("/ask/", sent | {"text": "А в Калуге?"})
    assert Guest.objects.count() == 2
    assert GuestLink.objects.count() == 2


def test_who_only_knows_when_somebody_asked_gets_no_link_of_theirs(client: Client, no_robot: None) -> None:
    client.post("/ask/", form())
    thief = Client()
    assert thief.post("/ask/", form(form_id=str(uuid4()), altcha="")).status_code == 422


def test_many_questions_of_one_device_wait_and_nothing_typed_is_lost(client: Client, no_robot: None, settings) -> None:  # type: ignore[no-untyped-def]
    settings.DOOR_LIMITS = settings.DOOR_LIMITS | {"ask": {"network": ("1/hour",), "device": ("20/hour",)}}
    assert client.post("/ask/", form()).status_code == 302
    answer = client.post("/ask/", form(text="Ещё вопрос", phone="79261112299"))
    assert answer.status_code == 429
    assert "Ещё вопрос" in answer.content.decode()
    assert Guest.objects.count() == 1


def test_many_questions_about_one_number_wait_whoevers_it_is(
    client: Client, no_robot: None, settings, line: Line
) -> None:  # type: ignore[no-untyped-def]
    settings.GUEST_ASKS_PER_NUMBER = ("1/day",)
    pages = []
    for number in (str(line.msisdn), "79261112299"):
        assert client.post("/ask/", form(phone=number)).status_code == 302
        answer = Client().post("/ask/", form(phone=number, text="Ещё вопрос"))
        assert answer.status_code == 429
        assert "Ещё вопрос" in answer.content.decode()
        pages.append(re.search(r'id="errors".*?</div>', answer.content.decode(), re.S)[0])
    assert pages[0] == pages[1]


def test_who_is_signed_in_asks_in_the_cabinet(owner: User, specialist: User) -> None:
    assert signed_in(owner).get("/ask/").url == "/chat/"
    assert signed_in(owner).post("/ask/", form()).url == "/chat/"
    assert signed_in(specialist).get("/ask/").url == "/desk/"
    assert not Guest.objects.exists()


def test_the_page_leads_back_to_what_this_browser_asked(client: Client, no_robot: None) -> None:
    client.post("/ask/", form())
    assert f"/chat/{Conversation.objects.get().public_id}/" in client.get("/ask/").content.decode()
    assert f"/chat/{Conversation.objects.get().public_id}/" not in Client().get("/ask/").content.decode()
