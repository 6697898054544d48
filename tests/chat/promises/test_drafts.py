"""What was begun on one device is continued on another, and sent once (C10)."""

from uuid import uuid4

import pytest
from django.test import Client

from chat.models import MAX_DRAFT, Draft, DraftSide, Message
from chat.promises.drafts import Writer, draft_of, keep_draft
from chat.services.reply import note
from tests.people import NOW, give_access, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(conversation) -> str:
    return f"/chat/{conversation.public_id}/"


@pytest.fixture
def browser(owner) -> Client:
    return signed_in(owner)


def save(browser: Client, address: str, text: str, client_id: object = None) -> object:
    client_id = client_id or uuid4()
    body = {"text": text, "client_id": str(client_id)}
    assert browser.post(f"{address}draft", body, "application/json").status_code == 200
    return client_id


def test_another_device_goes_on_with_it_under_the_same_id(browser, owner, address, line):
    key = save(browser, address, "Начато <b>там")
    other = signed_in(owner)
    assert other.get(f"{address}draft").json() == {"client_id": str(key), "text": "Начато <b>там"}
    page = other.get(f"{address}?line={line.public_id}").content.decode()
    assert ">Начато &lt;b&gt;там</textarea>" in page
    assert f'name="client_id" value="{key}"' in page


def test_sending_removes_it_and_a_late_save_does_not_bring_it_back(browser, address, ask):
    key = save(browser, address, "Почему?")
    ask("Почему?", client_id=key)
    assert not Draft.objects.exists()
    save(browser, address, "Почему?", key)
    assert not Draft.objects.exists()


def test_what_is_begun_while_the_last_message_was_on_its_way_stays(browser, address, ask):
    save(browser, address, "Следующее")
    ask("Предыдущее")
    assert Draft.objects.get().text == "Следующее"


def test_a_browser_without_scripts_that_sends_the_same_words_leaves_no_draft(browser, address, ask):
    save(browser, address, "Почему?")
    ask("Почему?")
    assert not Draft.objects.exists()


def test_an_empty_text_removes_it(browser, address):
    key = save(browser, address, "Начато")
    save(browser, address, " \u200b\n", key)
    assert not Draft.objects.exists()
    assert browser.get(f"{address}draft").json() == {"client_id": None, "text": ""}


def test_the_sides_do_not_see_one_anothers_drafts(browser, address, specialist):
    save(browser, address, "Моё")
    desk = signed_in(specialist)
    assert desk.get(f"{address}draft").json()["text"] == ""
    save(desk, address, "Ответ специалиста")
    assert browser.get(f"{address}draft").json()["text"] == "Моё"
    assert "Ответ специалиста" not in browser.get(address, follow=True).content.decode()
    assert Draft.objects.count() == 2


def test_somebody_else_with_a_right_to_the_number_finds_nothing(address, browser, line):
    save(browser, address, "Моё")
    assert signed_in(give_access(line)).get(f"{address}draft").status_code == 404


def test_a_note_takes_the_specialists_draft_along(conversation, specialist):
    writer = Writer(DraftSide.SPECIALIST, specialist)
    key = uuid4()
    keep_draft(conversation=conversation, writer=writer, client_id=key, text="Осторожно", now=NOW)
    note(conversation=conversation, specialist=specialist, client_id=key, text="Осторожно", now=NOW)
    assert draft_of(conversation, writer) is None


def test_what_is_too_long_to_send_is_kept_and_what_is_endless_is_cut(browser, address):
    save(browser, address, "я" * (MAX_DRAFT + 5))
    assert len(Draft.objects.get().text) == MAX_DRAFT
    assert not Message.objects.exists()


def test_a_guest_has_one_too(conversation):
    writer = Writer(DraftSide.SUBSCRIBER, None)
    for text in ("Раз", "Раз два"):
        keep_draft(conversation=conversation, writer=writer, client_id=uuid4(), text=text, now=NOW)
    assert Draft.objects.get().text == "Раз два"
    assert draft_of(conversation, Writer(DraftSide.SPECIALIST, None)) is None
