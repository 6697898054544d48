"""The bot answers what it is sure of, once, and calls a specialist for the rest."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from cabinet.accounts.models import User
from chat.bot.decisions import Decision
from chat.models import Answer, BotDecision, Conversation, Decided, Event, EventKind, Leads, Message, ReplyNotice
from chat.services.accept import Said
from chat.services.assign import take
from chat.services.open_conversation import open_conversation
from chat.services.say import say
from chat.talk import answering
from chat.talk.answering import answer_owed, sweep
from chat.topics import make_topics
from tests.chat.talk.conftest import Asked, decision, last_of_bot, said_by_bot
from tests.people import NOW

Write = Callable[..., Said]


def test_a_sure_answer_stands_in_the_thread_at_once_and_nobody_waits(
    asked: Asked, answers: dict[str, Answer], led_by_bot: Conversation
) -> None:
    asked("как узнать баланс", Decided.ANSWER, answers["balance-check"], answers["detailing"])
    led_by_bot.refresh_from_db()
    message = last_of_bot()
    assert (message.text, message.card) == ("Баланс виден на первой странице.", "answer")
    assert (led_by_bot.bot_owes_seq, led_by_bot.last_reply_seq, led_by_bot.leads) == (0, 2, Leads.BOT)
    assert led_by_bot.waiting_since is None
    logged = BotDecision.objects.get()
    assert (logged.decision, logged.answer, logged.query) == ("answer", answers["balance-check"], "как узнать баланс")
    assert [each["slug"] for each in logged.candidates] == ["balance-check", "detailing"]


def test_an_answer_names_the_telephones_of_the_brand(asked: Asked, answers: dict[str, Answer]) -> None:
    asked("как пополнить", Decided.ANSWER, answers["top-up-card"])
    assert "%(short)s" not in last_of_bot().text
    assert "0611" in last_of_bot().text


def test_a_question_in_english_is_answered_in_english(asked: Asked, answers: dict[str, Answer]) -> None:
    asked("how do I see my balance", Decided.ANSWER, answers["balance-check"], language="en")
    assert last_of_bot().text == "Check the balance: see the first page."


def test_half_sure_offers_what_may_be_meant(asked: Asked, answers: dict[str, Answer], led_by_bot: Conversation) -> None:
    asked("баланс и детали", Decided.CHOICE, *answers.values())
    message = last_of_bot()
    assert message.card == "choice"
    assert message.data["answers"] == [answer.pk for answer in answers.values()]
    led_by_bot.refresh_from_db()
    assert led_by_bot.leads == Leads.BOT
    assert BotDecision.objects.get().answer is None


def test_unsure_says_so_and_calls_a_specialist(asked: Asked, led_by_bot: Conversation) -> None:
    asked("почему небо голубое", Decided.SPECIALIST)
    led_by_bot.refresh_from_db()
    assert "Зову специалиста" in last_of_bot().text
    assert (led_by_bot.leads, led_by_bot.waiting_since) == (Leads.PERSON, NOW)


def test_an_answer_that_was_switched_off_meanwhile_is_not_given(
    asked: Asked, answers: dict[str, Answer], led_by_bot: Conversation
) -> None:
    Answer.objects.update(active=False)
    asked("как узнать баланс", Decided.ANSWER, answers["balance-check"])
    led_by_bot.refresh_from_db()
    assert led_by_bot.waiting_since == NOW


@pytest.mark.parametrize(
    ("text", "answer"),
    [("Здравствуйте", "Здравствуйте! Я бот"), ("спасибо большое", "Пожалуйста!"), ("до свидания", "До свидания!")],
)
def test_small_talk_is_answered_in_words_and_only_once(
    text: str, answer: str, asked: Asked, led_by_bot: Conversation
) -> None:
    asked(text, Decided.SMALLTALK)
    asked(text, Decided.SMALLTALK)
    assert len(said_by_bot()) == 1
    assert said_by_bot()[0].startswith(answer)
    led_by_bot.refresh_from_db()
    assert (led_by_bot.bot_owes_seq, led_by_bot.waiting_since) == (0, None)


def test_what_was_written_in_a_row_is_one_question(led_by_bot: Conversation, ask: Write) -> None:
    queries: list[str] = []

    def remember(query: str) -> Decision:
        queries.append(query)
        return decision(Decided.SPECIALIST)

    ask("Здравствуйте")
    ask("не работает интернет")
    answer_owed(conversation=led_by_bot, now=NOW, ask=remember)
    assert queries == ["Здравствуйте\nне работает интернет"]


def test_a_message_that_came_while_the_bot_thought_is_answered_with_it(
    led_by_bot: Conversation, ask: Write, answers: dict[str, Answer]
) -> None:
    made = decision(Decided.ANSWER, answers["balance-check"])

    def interrupted(query: str) -> Decision:
        ask("и ещё вопрос")
        return made

    ask("как узнать баланс")
    assert not answer_owed(conversation=led_by_bot, now=NOW, ask=interrupted)
    assert said_by_bot() == []
    assert not BotDecision.objects.exists()
    assert answer_owed(conversation=led_by_bot, now=NOW, ask=lambda query: made)
    assert len(said_by_bot()) == 1


def test_answering_twice_says_it_once(asked: Asked, answers: dict[str, Answer], led_by_bot: Conversation) -> None:
    asked("как узнать баланс", Decided.ANSWER, answers["balance-check"])
    made = decision(Decided.ANSWER, answers["balance-check"])
    assert not answer_owed(conversation=led_by_bot, now=NOW, ask=lambda query: made)
    assert len(said_by_bot()) == 1


def test_a_specialist_who_took_the_conversation_silences_the_bot(
    led_by_bot: Conversation, specialist: User, asked: Asked, answers: dict[str, Answer]
) -> None:
    take(conversation=led_by_bot, specialist=specialist, now=NOW)
    asked("как узнать баланс", Decided.ANSWER, answers["balance-check"])
    led_by_bot.refresh_from_db()
    assert said_by_bot() == []
    assert (led_by_bot.leads, led_by_bot.waiting_since, led_by_bot.bot_owes_seq) == (Leads.PERSON, NOW, 0)


def test_after_a_specialist_answered_the_bot_is_silent(
    led_by_bot: Conversation, answer: Write, asked: Asked, answers: dict[str, Answer]
) -> None:
    answer("Здравствуйте, я помогу")
    asked("как узнать баланс", Decided.ANSWER, answers["balance-check"])
    assert said_by_bot() == []


def test_no_sms_tells_of_an_answer_that_comes_at_once(asked: Asked, answers: dict[str, Answer]) -> None:
    asked("как узнать баланс", Decided.ANSWER, answers["balance-check"])
    assert not ReplyNotice.objects.exists()


def test_a_picture_is_for_a_specialist(led_by_bot: Conversation, ask: Write) -> None:
    said = ask("что это?")
    Message.objects.filter(pk=said.message.pk).update(card="files", text="")
    answer_owed(conversation=led_by_bot, now=NOW, ask=lambda query: pytest.fail("there is nothing to read"))
    led_by_bot.refresh_from_db()
    assert led_by_bot.waiting_since == NOW


# The dispatcher


def test_the_dispatcher_answers_what_a_dead_process_left(
    led_by_bot: Conversation, ask: Write, answers: dict[str, Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = decision(Decided.ANSWER, answers["balance-check"])
    monkeypatch.setattr(answering, "answer_owed", _with(made))
    ask("как узнать баланс")
    assert sweep(NOW + timedelta(seconds=1)) == 0
    assert sweep(NOW + timedelta(seconds=3)) == 1
    assert sweep(NOW + timedelta(seconds=9)) == 0
    assert len(said_by_bot()) == 1


def test_an_answer_that_comes_late_is_told_of_by_sms(
    led_by_bot: Conversation, ask: Write, answers: dict[str, Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "answer_owed", _with(decision(Decided.ANSWER, answers["balance-check"])))
    ask("как узнать баланс")
    sweep(NOW + timedelta(minutes=5))
    assert ReplyNotice.objects.get().conversation == led_by_bot


def test_where_the_bot_fails_a_specialist_is_called(
    led_by_bot: Conversation, ask: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_fields: object) -> bool:
        raise RuntimeError("out of order")

    monkeypatch.setattr(answering, "answer_owed", broken)
    ask("как узнать баланс")
    assert sweep(NOW + timedelta(seconds=3)) == 1
    led_by_bot.refresh_from_db()
    assert led_by_bot.leads == Leads.PERSON
    assert "Зову специалиста" in last_of_bot().text


def _with(made: Decision) -> Callable[..., bool]:
    return lambda **fields: answer_owed(**fields, ask=lambda query: made)


@pytest.mark.django_db(transaction=True)
def test_two_who_answer_at_once_say_one_thing(answers: dict[str, Answer], line: object, owner: User) -> None:
    make_topics()
    from chat.models import Topic

    conversation = open_conversation(line=line, topic=Topic.objects.first(), author=owner, now=NOW)  # type: ignore[arg-type]
    from uuid import uuid4

    say(conversation=conversation, author=owner, client_id=uuid4(), text="как узнать баланс", now=NOW)
    made = decision(Decided.ANSWER, answers["balance-check"])

    def answer_once(_number: int) -> bool:
        try:
            return answer_owed(conversation=conversation, now=NOW, ask=lambda query: made)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(answer_once, range(4)))
    assert done.count(True) == 1
    assert Event.objects.filter(kind=EventKind.MESSAGE).count() == 2
    assert BotDecision.objects.count() == 1


def test_a_greeting_is_said_back_once_in_a_talk_and_again_tomorrow(asked: Asked) -> None:
    asked("привет", Decided.SMALLTALK)
    asked("привет", Decided.SMALLTALK, now=NOW + timedelta(minutes=59))
    assert len(said_by_bot()) == 1
    asked("привет", Decided.SMALLTALK, now=NOW + timedelta(days=1))
    assert len(said_by_bot()) == 2
