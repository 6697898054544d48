"""Search over what was said; labels."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from cabinet.accounts.models import SecurityEvent, SecurityEventKind, User
from chat.finding import PAGE, find
from chat.labels import labels_for, set_labels
from chat.models import Conversation, Label
from chat.services.accept import Said
from chat.services.reply import note
from chat.shift.loading import load
from chat.shift.queue import Wanted, queue
from tests.people import NOW, make_owner, make_specialist, signed_in

Write = Callable[..., Said]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("query", ["гороскоп", "гороскопы отключить", "+7 903 123-45-67", "89031234567"])
def test_a_conversation_is_found_by_words_in_any_form_and_by_its_number(
    query: str, ask: Write, conversation: Conversation
) -> None:
    ask("Отключите подписку на гороскоп")
    ask("Совсем другое")
    assert [each.conversation for each in find(query).found] == [conversation]


@pytest.mark.parametrize("query", ["погода", "7903123", "", "   ", "' OR 1=1 --", "((("])
def test_what_does_not_fit_is_not_found(query: str, ask: Write) -> None:
    ask("Отключите подписку на гороскоп")
    assert find(query).found == []


def test_pages_follow_each_other_without_a_gap(ask: Write) -> None:
    for number in range(PAGE + 3):
        ask(f"Гороскоп {number}")
    first = find("гороскоп")
    second = find("гороскоп", before=first.before)
    texts = [each.text for each in (*first.found, *second.found)]
    assert texts == [f"Гороскоп {number}" for number in reversed(range(PAGE + 3))]
    assert second.before is None


def test_whose_words_are_found_reads_it_in_the_journal_once(
    browser: Client, ask: Write, owner: User, specialist: User
) -> None:
    ask("Отключите гороскоп")
    for _again in range(2):
        page = browser.get("/desk/search/", {"q": "гороскоп"}).content.decode()
    assert "Отключите гороскоп" in page
    looked = SecurityEvent.objects.filter(kind=SecurityEventKind.LOOKED_AT)
    assert [(each.user, each.made_by) for each in looked] == [(owner, specialist)]


def test_who_is_not_found_is_not_in_the_journal(browser: Client, ask: Write) -> None:
    ask("Отключите гороскоп")
    assert "Ничего не нашлось" in browser.get("/desk/search/", {"q": "погода"}).content.decode()
    assert not SecurityEvent.objects.filter(kind=SecurityEventKind.LOOKED_AT).exists()


def test_labels_are_set_all_at_once_and_the_queue_shows_one(
    browser: Client, ask: Write, conversation: Conversation, specialist: User
) -> None:
    load()
    ask()
    address = f"/desk/{conversation.public_id}/"
    browser.post(f"{address}labels/", {"label": ["charge", "refund", "no-such"]})
    browser.post(f"{address}labels/", {"label": ["refund"]})
    assert [each.slug for each in conversation.labels.all()] == ["refund"]
    assert list(queue(specialist, Wanted(label="refund"))) == [conversation]
    assert list(queue(specialist, Wanted(label="charge"))) == []
    assert "Возврат" in browser.get(address).content.decode()


def test_a_label_that_is_offered_no_more_stays_where_it_is(ask: Write, conversation: Conversation) -> None:
    old = Label.objects.create(slug="old", name_ru="Старая", name_en="Old")
    set_labels(conversation=conversation, slugs=["old"])
    Label.objects.update(active=False)
    assert [(each.label, each.chosen) for each in labels_for(conversation)] == [(old, True)]


def test_the_first_words_are_loaded_once_and_stay_as_the_staff_has_them() -> None:
    load()
    Label.objects.filter(slug="refund").update(name_ru="Вернуть")
    load()
    assert Label.objects.get(slug="refund").name_ru == "Вернуть"


def test_unread_counts_what_others_did_since_one_looked(
    browser: Client, ask: Write, answer: Write, conversation: Conversation, specialist: User
) -> None:
    ask()
    answer()
    browser.get(f"/desk/{conversation.public_id}/")
    assert [each.unread for each in queue(specialist)] == [0]
    seen = ask("Ещё").seq
    ask("И ещё")
    note(conversation=conversation, specialist=make_specialist("petr"), client_id=uuid4(), text="Смотри", now=NOW)
    assert [each.unread for each in queue(specialist)] == [3]
    browser.post(f"/desk/{conversation.public_id}/looking/", {"seen_seq": seen})
    assert [each.unread for each in queue(specialist)] == [2]


def test_who_else_looks_is_named(browser: Client, ask: Write, conversation: Conversation) -> None:
    ask()
    browser.get(f"/desk/{conversation.public_id}/")
    petr = make_specialist("petr")
    User.objects.filter(pk=petr.pk).update(name="Пётр")
    other = signed_in(petr)
    assert "смотрит ещё Анна" in " ".join(other.get(f"/desk/{conversation.public_id}/").content.decode().split())
    answered = browser.post(f"/desk/{conversation.public_id}/looking/", {"seen_seq": "1"}).content.decode()
    assert "Пётр" in answered
    assert "Анна" not in answered


def test_the_context_names_kinds_of_sms_and_never_their_words(
    browser: Client, ask: Write, conversation: Conversation, line: object
) -> None:
    from cabinet.sms.models import SmsKind, SmsMessage

    SmsMessage.objects.create(
        msisdn=line.msisdn,
        line_public_id=line.public_id,
        kind=SmsKind.CODE,
        not_after=NOW,
        created_at=NOW,
        body=b"#846120",
    )
    ask()
    page = browser.get(f"/desk/{conversation.public_id}/").content.decode()
    about = page.split('class="pane pane-about"')[1]
    assert "Последние SMS" in about
    assert "Код" in about
    assert "846120" not in about


def test_beside_the_thread_stand_only_the_same_persons_conversations(
    browser: Client, ask: Write, conversation: Conversation, line: object
) -> None:
    from chat.models import Topic
    from chat.services.open_conversation import open_conversation
    from chat.services.say import say

    ask()
    stranger, _line = make_owner("79050000077")
    other = open_conversation(line=line, topic=Topic.objects.get(slug="general"), author=stranger, now=NOW)
    say(conversation=other, author=stranger, client_id=uuid4(), text="Секрет", now=NOW)
    page = browser.get(f"/desk/{conversation.public_id}/").content.decode()
    assert "Раньше спрашивали" not in page
