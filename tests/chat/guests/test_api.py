"""The chat's API for guests: what a link opens, and that requests come from the portal's own pages."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from cabinet.accounts.models import User
from chat.models import Conversation, GuestLink, Message
from chat.services.reply import note, reply
from tests.chat.guests.conftest import path_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def conversation(asked: Callable[..., GuestLink]) -> Conversation:
    return asked(now=timezone.now()).conversation


@pytest.fixture
def client(conversation: Conversation) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.get(path_of(conversation.guest_link))
    client.get(f"/chat/{conversation.public_id}/")
    return client


def post(client: Client, conversation: Conversation, what: str, data: dict, **headers: str):  # type: ignore[no-untyped-def]
    return client.post(f"/chat/{conversation.public_id}/{what}", data, content_type="application/json", headers=headers)


def own(client: Client) -> dict[str, str]:
    return {"x-csrftoken": client.cookies["csrftoken"].value}


def test_a_guest_asks_for_events_writes_and_marks(client: Client, conversation: Conversation, specialist: User) -> None:
    said = reply(conversation=conversation, specialist=specialist, client_id=uuid4(), text="Есть.", now=timezone.now())
    note(conversation=conversation, specialist=specialist, client_id=uuid4(), text="Странный", now=timezone.now())
    got = client.get(f"/chat/{conversation.public_id}/events").json()
    texts = [event["text"] for event in got["events"] if event["kind"] in ("message", "note")]
    assert texts == ["Есть ли сеть в Тарусе?", "Есть."]
    assert [event["who"] for event in got["events"] if event["kind"] == "message"] == ["Вы", "Анна, специалист"]
    message = {"client_id": str(uuid4()), "text": "Спасибо"}
    assert post(client, conversation, "messages", message, **own(client)).status_code == 201
    assert post(client, conversation, "messages", message, **own(client)).status_code == 200
    assert post(client, conversation, "read", {"seq": said.seq}, **own(client)).json() == {"read_seq": said.seq}


@pytest.mark.parametrize("what", ["messages", "read"])
def test_another_sites_page_writes_nothing_in_a_guests_name(
    client: Client, conversation: Conversation, what: str
) -> None:
    before = Message.objects.count()
    data = {"client_id": str(uuid4()), "text": "Подделка", "seq": 1}
    assert post(client, conversation, what, data).status_code == 403
    assert post(client, conversation, what, data, **{"x-csrftoken": "x" * 32}).status_code == 403
    assert Message.objects.count() == before


def test_a_guest_leaves_no_notes_and_comes_to_no_desk(client: Client, conversation: Conversation) -> None:
    data = {"client_id": str(uuid4()), "text": "Заметка"}
    assert post(client, conversation, "notes", data, **own(client)).status_code == 404
    assert client.get(f"/desk/{conversation.public_id}/").url.startswith("/login/")


def test_a_stranger_is_told_nothing_of_what_is_there(conversation: Conversation) -> None:
    for public_id in (conversation.public_id, uuid4()):
        assert Client().get(f"/chat/{public_id}/events").status_code == 403


def test_the_bot_and_the_person_are_called_without_javascript(client: Client, conversation: Conversation) -> None:
    csrf = client.cookies["csrftoken"].value
    answer = client.post(f"/chat/{conversation.public_id}/call/", {"csrfmiddlewaretoken": csrf})
    assert (answer.status_code, answer.url) == (302, f"/chat/{conversation.public_id}/#end")
    conversation.refresh_from_db()
    assert conversation.waiting_since is not None


def test_a_guest_writes_no_more_than_others(client: Client, conversation: Conversation, settings) -> None:  # type: ignore[no-untyped-def]
    settings.CHAT_FLOOD = "1/minute"
    first = post(client, conversation, "messages", {"client_id": str(uuid4()), "text": "Раз"}, **own(client))
    second = post(client, conversation, "messages", {"client_id": str(uuid4()), "text": "Два"}, **own(client))
    assert (first.status_code, second.status_code) == (201, 429)


def test_nothing_of_the_account_behind_a_number_is_on_a_guests_page(
    asked: Callable[..., GuestLink], owner: User
) -> None:
    """A guest who names a subscriber's number sees the page that any other guest sees."""
    known, unknown = (asked(msisdn=each, now=timezone.now()) for each in ("79031234567", "79261112244"))
    pages = []
    for link in (known, unknown):
        client = Client()
        client.get(path_of(link))
        pages.append(client.get(f"/chat/{link.conversation.public_id}/").content.decode())
    assert "Мария" not in pages[0]
