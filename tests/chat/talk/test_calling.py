"""A person is within reach by a word, in every state (C4)."""

from collections.abc import Callable

import pytest

from chat.models import Conversation, Event, EventKind, Leads
from chat.services.accept import Said
from chat.talk import answering
from chat.talk.answering import answer_owed
from chat.talk.calls import calls_person
from tests.people import NOW

Write = Callable[..., Said]


@pytest.mark.parametrize(
    "text",
    [
        "0",
        " 0. ",
        "ноль",
        "оператор",
        "Оператор!!!",
        "оператора",
        "апиратор",
        "позовите человека",
        "позови оператора пожалуйста",
        "СПЕЦИАЛИСТ",
        "хочу поговорить с живым человеком",
        "соедините с оператором",
        "переведите на оператора",
        "дайте оператора",
        "мне нужен специалист",
        "operator",
        "call a human please",
        "I want to talk to a person",
        "jgthfnjh",
        "pozovite operatora",
    ],
)
def test_it_is_a_call(text: str) -> None:
    assert calls_person(text)


@pytest.mark.parametrize(
    "text",
    ["", "00 копеек на счёте", "как позвонить оператору", "какой телефон у оператора связи", "10", "сменить оператора",
     "человек украл мой телефон", "person of the contract changed"],
)  # fmt: skip
def test_it_is_a_question(text: str) -> None:
    assert not calls_person(text)


def test_zero_calls_a_person_at_once_and_retrieval_is_not_asked(led_by_bot: Conversation, ask: Write) -> None:
    ask("0")
    answer_owed(conversation=led_by_bot, now=NOW, ask=lambda query: pytest.fail("not a question"))
    led_by_bot.refresh_from_db()
    assert (led_by_bot.leads, led_by_bot.waiting_since) == (Leads.PERSON, NOW)
    assert list(Event.objects.order_by("seq").values_list("kind", flat=True)) == [EventKind.MESSAGE, EventKind.CALL]


def test_a_call_after_other_messages_is_heard(led_by_bot: Conversation, ask: Write) -> None:
    ask("не работает интернет")
    ask("оператор")
    answer_owed(conversation=led_by_bot, now=NOW, ask=lambda query: pytest.fail("not a question"))
    led_by_bot.refresh_from_db()
    assert led_by_bot.waiting_since == NOW


def test_zero_to_a_person_who_leads_waits_for_that_person(led_by_bot: Conversation, answer: Write, ask: Write) -> None:
    ask("как дела")
    answer("Слушаю вас")
    ask("0")
    assert not answer_owed(conversation=led_by_bot, now=NOW)
    led_by_bot.refresh_from_db()
    assert led_by_bot.waiting_since == NOW


def test_a_call_is_not_lost_behind_what_was_written_after_it(led_by_bot: Conversation, ask: Write) -> None:
    ask("оператор")
    ask("ау, вы тут?")
    answer_owed(conversation=led_by_bot, now=NOW)
    led_by_bot.refresh_from_db()
    assert (led_by_bot.leads, led_by_bot.waiting_since) == (Leads.PERSON, NOW)


def test_a_call_that_a_specialist_answered_meanwhile_is_answered(
    led_by_bot: Conversation, ask: Write, answer: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask("оператор")

    def answered_first(text: str) -> bool:
        answer("Я здесь")
        return True

    monkeypatch.setattr(answering, "calls_person", answered_first)
    assert not answer_owed(conversation=led_by_bot, now=NOW)
    led_by_bot.refresh_from_db()
    assert led_by_bot.waiting_since is None
    assert not Event.objects.filter(kind=EventKind.CALL).exists()
