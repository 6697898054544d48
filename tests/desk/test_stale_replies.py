"""A reply to what is no longer the last word comes back to who wrote it."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from cabinet.accounts.models import User
from chat.models import Conversation, Event, EventKind, Message
from chat.services.accept import Said
from chat.services.reply import note
from chat.services.stale import StaleReply
from tests.people import NOW, make_specialist, signed_in

Write = Callable[..., Said]
pytestmark = pytest.mark.django_db


def test_a_reply_to_what_was_read_is_said(ask: Write, answer: Write) -> None:
    seen = ask().seq
    assert answer(seen_seq=seen).created


def test_a_reply_written_over_a_new_message_is_not_said(ask: Write, answer: Write, conversation: Conversation) -> None:
    seen = ask().seq
    ask("Всё, не надо")
    with pytest.raises(StaleReply) as refused:
        answer("Отключаю", seen_seq=seen)
    assert refused.value.came == 1
    assert not Message.objects.filter(text="Отключаю").exists()
    conversation.refresh_from_db()
    assert conversation.waiting_since is not None
    assert conversation.specialist is None
    assert answer("Отключаю", seen_seq=seen + 1).created


def test_a_retry_of_what_was_said_is_never_stale(ask: Write, answer: Write) -> None:
    seen, client_id = ask().seq, uuid4()
    first = answer("Смотрю", seen_seq=seen, client_id=client_id)
    ask("Ещё вопрос")
    again = answer("Смотрю", seen_seq=seen, client_id=client_id)
    assert (again.seq, again.created) == (first.seq, False)


def test_ones_own_words_and_marks_make_nothing_stale(
    ask: Write, answer: Write, conversation: Conversation, specialist: User
) -> None:
    seen = ask().seq
    answer("Раз", seen_seq=seen)
    note(conversation=conversation, specialist=specialist, client_id=uuid4(), text="Проверить", now=NOW)
    assert answer("Два", seen_seq=seen).created


def test_a_colleagues_note_makes_a_reply_stale(ask: Write, answer: Write, conversation: Conversation) -> None:
    seen = ask().seq
    petr = make_specialist("petr")
    note(conversation=conversation, specialist=petr, client_id=uuid4(), text="Не отключать!", now=NOW)
    with pytest.raises(StaleReply):
        answer("Отключаю", seen_seq=seen)


def test_the_api_says_why_by_a_code_and_how_much_came(browser: Client, ask: Write, conversation: Conversation) -> None:
    seen = ask().seq
    ask("Ещё")
    ask("И ещё")
    data = {"client_id": str(uuid4()), "text": "Отвечаю", "seen_seq": seen}
    refused = browser.post(f"/chat/{conversation.public_id}/messages", data, content_type="application/json")
    assert refused.status_code == 409
    assert refused.json()["code"] == "stale_reply"
    assert refused.json()["title"] == "Пока вы писали, пришло 2 сообщения"
    data["seen_seq"] = seen + 2
    assert (
        browser.post(f"/chat/{conversation.public_id}/messages", data, content_type="application/json").status_code
        == 201
    )


def test_the_subscriber_has_no_such_guard(owner: User, answer: Write, ask: Write, conversation: Conversation) -> None:
    ask()
    answer()
    data = {"client_id": str(uuid4()), "text": "Спасибо", "seen_seq": 0}
    said = signed_in(owner).post(f"/chat/{conversation.public_id}/messages", data, content_type="application/json")
    assert said.status_code == 201


def test_without_javascript_the_page_shows_what_came_and_sends_it_when_told_so(
    browser: Client, address: str, ask: Write
) -> None:
    ask()
    form = _form(browser.get(address).content.decode())
    ask("Уже не надо, спасибо")
    refused = browser.post(address, form | {"text": "Сейчас отключу"})
    page = refused.content.decode()
    assert refused.status_code == 409
    notice = page.split("data-stale>")[1].split("</ul>")[0]
    assert "Пока вы писали, пришло 1 сообщение" in notice
    assert "Уже не надо, спасибо" in notice
    assert "Сейчас отключу</textarea>" in page
    assert not Event.objects.filter(kind=EventKind.ASSIGN).exists()
    assert browser.post(address, _form(page) | {"text": "Сейчас отключу"}).status_code == 302
    assert Message.objects.filter(text="Сейчас отключу").count() == 1


def _form(page: str) -> dict[str, str]:
    composer = page.split('id="reply"')[1]
    return dict(re.findall(r'name="(client_id|seen_seq)" value="([^"]+)"', composer))
