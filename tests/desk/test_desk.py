"""The specialist's workplace: who enters, what waits, what is said."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from cabinet.accounts.models import User
from cabinet.desk.selectors import clock, queue
from chat.models import Conversation, Event, EventKind
from chat.services.accept import Said
from chat.services.open_conversation import open_conversation
from chat.services.say import say
from tests.people import NOW, make_owner, make_specialist, signed_in

Write = Callable[..., Said]
pytestmark = pytest.mark.django_db


def another_question(topic: object, msisdn: str, now: object) -> Conversation:
    owner, line = make_owner(msisdn)
    other = open_conversation(line=line, topic=topic, author=line.contract.owner, now=now)
    say(conversation=other, author=owner, client_id=uuid4(), text=f"Вопрос от {msisdn}", now=now)
    return other


def test_signed_out_one_is_sent_to_sign_in(client: Client) -> None:
    assert client.get("/desk/").url == "/login/?next=/desk/"


def test_the_queue_shows_what_was_asked_and_not_what_was_answered_last(
    browser: Client, conversation: Conversation, ask: Write, answer: Write
) -> None:
    ask("Почему сняли 30 рублей?")
    answer("Сейчас посмотрю")
    page = browser.get("/desk/?show=all").content.decode()
    assert "Почему сняли 30 рублей?" in page
    assert "Сейчас посмотрю" not in page


def test_every_list_of_who_waits_is_reached_from_the_desk_and_leads_back(browser: Client) -> None:
    desk = browser.get("/desk/").content.decode()
    for address in ("/desk/call-backs/", "/desk/appeals/", "/desk/search/"):
        assert f'href="{address}"' in desk, address
        assert 'href="/desk/"' in browser.get(address).content.decode(), address


@pytest.mark.parametrize("who", ["subscriber", "not in the group", "without second factor"])
def test_for_others_there_is_no_desk(who: str, owner: User, specialist: User, conversation: Conversation) -> None:
    if who == "not in the group":
        specialist.groups.clear()
    if who == "without second factor":
        TOTPDevice.objects.all().delete()
    client = signed_in(owner if who == "subscriber" else specialist)
    base = f"/desk/{conversation.public_id}/"
    for path in ("/desk/", "/desk/queue/", base):
        assert client.get(path).status_code == 404
    for path in (base, f"{base}take/", f"{base}close/"):
        assert client.post(path, {"text": "Привет"}).status_code == 404
    assert not Event.objects.exists()


def test_who_was_promised_an_answer_first_stands_first_and_mine_last(
    ask: Write, answer: Write, specialist: User, topic: object
) -> None:
    ask()
    answer()
    late = another_question(topic, "79050000002", NOW)
    later = another_question(topic, "79050000003", NOW + timedelta(minutes=4))
    latest = another_question(topic, "79050000004", NOW + timedelta(minutes=14))
    rows = queue(specialist=specialist, now=NOW + timedelta(minutes=15))
    assert [row.conversation for row in rows[:3]] == [late, later, latest]
    assert [(row.waited, row.level, row.mine) for row in rows] == [
        ("15:00", "late", False),  # the promise is broken
        ("11:00", "soon", False),
        ("1:00", "fine", False),
        (None, "fine", True),
    ]


def test_an_answered_conversation_of_another_is_not_in_my_queue(ask: Write, answer: Write, specialist: User) -> None:
    ask()
    answer()
    other = make_specialist("petr")
    assert queue(specialist=other, now=NOW) == []
    ask("Ещё вопрос")
    assert len(queue(specialist=other, now=NOW)) == 1


def test_a_reply_by_the_form_is_said_once(browser: Client, address: str, ask: Write) -> None:
    ask()
    page = browser.get(address).content.decode()
    client_id = re.search(r'name="client_id" value="([^"]+)"', page)
    assert client_id is not None
    for _press in range(2):
        page = browser.post(address, {"client_id": client_id[1], "text": "Смотрю"}, follow=True).content.decode()
    kinds = list(Event.objects.order_by("seq").values_list("kind", flat=True))
    assert kinds == [EventKind.MESSAGE, EventKind.DELIVERED, EventKind.ASSIGN, EventKind.MESSAGE]
    assert "со мной" in page


def test_a_note_by_the_form_is_no_answer(browser: Client, address: str, ask: Write, conversation: Conversation) -> None:
    ask()
    page = browser.post(address, {"client_id": uuid4(), "text": "тайное", "as": "note"}, follow=True)
    assert "Заметка, видна только специалистам" in page.content.decode()
    conversation.refresh_from_db()
    assert conversation.waiting_since is not None
    assert conversation.last_reply_seq == 0


def test_the_desk_says_whose_conversation_it_is_and_lets_take_it(
    address: str, ask: Write, answer: Write, conversation: Conversation
) -> None:
    answer()
    petr = make_specialist("petr")
    other = signed_in(petr)
    refused = other.post(address, {"client_id": uuid4(), "text": "И я отвечу"})
    assert refused.status_code == 422
    assert "И я отвечу" in refused.content.decode()
    assert "Забрать" in refused.content.decode()
    other.post(f"{address}take/", {"over": "yes"})
    assert other.post(address, {"client_id": uuid4(), "text": "И я отвечу"}).status_code == 302
    conversation.refresh_from_db()
    assert conversation.specialist == petr


def test_closing_is_not_proposed_over_what_the_page_did_not_show(
    browser: Client, address: str, ask: Write, conversation: Conversation
) -> None:
    ask()
    ask("Ещё")
    refused = browser.post(f"{address}close/", {"seen_seq": 1})
    assert refused.status_code == 422
    assert "абонент написал ещё" in refused.content.decode()
    browser.post(f"{address}close/", {"seen_seq": 2})
    conversation.refresh_from_db()
    assert conversation.is_open
    assert conversation.closes_at is not None


def test_the_subscriber_stands_beside_the_thread(browser: Client, address: str, ask: Write) -> None:
    ask()
    page = browser.get(address).content.decode()
    for word in ("+7 903 123-45-67", "T-79031234567", "Баланс", "0,00"):
        assert word in page


def test_without_javascript_the_picture_marks_reading_at_the_desk(
    browser: Client, ask: Write, conversation: Conversation
) -> None:
    browser.get(f"/chat/{conversation.public_id}/seen.gif", {"seq": ask().seq})
    conversation.refresh_from_db()
    assert conversation.specialist_read_seq == 1


def test_a_link_to_the_chat_leads_a_specialist_to_the_desk(
    browser: Client, address: str, conversation: Conversation
) -> None:
    assert browser.get(f"/chat/{conversation.public_id}/").url == address


def test_the_queue_costs_the_same_queries_for_many(
    browser: Client, topic: object, address: str, ask: Write, django_assert_max_num_queries: Callable
) -> None:
    now = timezone.now()
    for number in range(5):
        another_question(topic, f"7905000010{number}", now)
    browser.get("/desk/queue/")  # the first time begins the row of the shift
    with django_assert_max_num_queries(10):
        page = browser.get("/desk/queue/")
    assert page.content.decode().count("Вопрос от") == 5
    ask()
    browser.get(address)  # the first time is written into the subscriber's journal
    with django_assert_max_num_queries(28):
        browser.get(address)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (-5, "0:00"), (62, "1:02"), (3599, "59:59"), (3661, "1:01:01")]
)
def test_a_wait_is_written_as_a_clock(seconds: int, text: str) -> None:
    assert clock(timedelta(seconds=seconds)) == text
