"""Live data is told to the author alone, in a session that has shown who is there (C14)."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from cabinet.accounts.access import open_access
from cabinet.accounts.assurance import Proof
from cabinet.accounts.models import Access, Line, User
from cabinet.core import skills
from cabinet.core.explaining import Way
from cabinet.core.skills import Asker, SkillAnswer
from chat.models import Answer, Conversation, Decided, Guest, Leads, Message, Topic
from chat.services.open_conversation import open_conversation
from chat.services.say import say
from chat.talk import answering
from chat.talk.answering import answer_owed
from tests.chat.talk.conftest import Asked, decision, last_of_bot
from tests.people import NOW, give_access, signed_in

SECRET = "На счёте 312 рублей."
Calls = list[Asker]


@pytest.fixture
def calls(answers: dict[str, Answer], monkeypatch: pytest.MonkeyPatch) -> Calls:
    """A skill behind `balance-check`, and with what it was asked."""
    seen: Calls = []

    def tell(asker: Asker) -> SkillAnswer:
        seen.append(asker)
        return SkillAnswer(text=SECRET, ways=[Way("Пополнить", "/payments/top-up/", "wallet")])

    monkeypatch.setitem(skills._skills, "secret", tell)
    Answer.objects.filter(slug="balance-check").update(skill="secret")
    return seen


def test_the_author_is_answered_from_live_data_with_the_way_to_act(
    calls: Calls, asked: Asked, answers: dict[str, Answer], owner: User, line: Line, led_by_bot: Conversation
) -> None:
    asked("какой у меня баланс", Decided.ANSWER, answers["balance-check"])
    assert last_of_bot().text == SECRET
    assert [(asker.user, asker.line, asker.query) for asker in calls] == [(owner, line, "какой у меня баланс")]
    page = signed_in(owner).get(f"/chat/{led_by_bot.public_id}/?line={line.public_id}").content.decode()
    assert 'href="/payments/top-up/"' in page


def test_a_session_that_is_not_strong_is_asked_for_a_code_and_told_the_general_answer(
    calls: Calls, asked: Asked, answers: dict[str, Answer]
) -> None:
    asked("какой у меня баланс", Decided.ANSWER, answers["balance-check"], strong=False)
    assert calls == []
    assert last_of_bot().text.startswith("Баланс виден на первой странице.")
    assert last_of_bot().data["ways"][0]["url"].startswith("/confirm/?next=%2Fchat%2F")


def test_the_whole_question_must_be_of_a_strong_session(
    calls: Calls, ask: Callable[..., object], asked: Asked, answers: dict[str, Answer], led_by_bot: Conversation
) -> None:
    ask("здравствуйте", strong=False)
    asked("какой у меня баланс", Decided.ANSWER, answers["balance-check"])
    assert calls == []


@pytest.mark.parametrize(("proof", "told"), [(Proof.CODE, True), (Proof.NETWORK, False), (Proof.SOCIAL, False)])
@pytest.mark.parametrize("by_api", [True, False])
def test_the_page_and_the_api_say_how_strong_the_session_is(
    proof: Proof,
    told: bool,
    by_api: bool,
    calls: Calls,
    answers: dict[str, Answer],
    led_by_bot: Conversation,
    owner: User,
    line: Line,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = decision(Decided.ANSWER, answers["balance-check"])
    monkeypatch.setattr(answering, "ask", lambda query: made)
    monkeypatch.setattr(answering.answer_owed, "__kwdefaults__", {"ask": lambda query: made})
    browser = signed_in(owner, proof=proof, line=line)
    send(browser, led_by_bot, by_api=by_api)
    assert bool(calls) is told
    assert (last_of_bot().text == SECRET) is told


def test_what_was_told_is_not_read_later_by_a_session_that_is_not_strong(
    calls: Calls, asked: Asked, answers: dict[str, Answer], owner: User, line: Line, led_by_bot: Conversation
) -> None:
    asked("какой у меня баланс", Decided.ANSWER, answers["balance-check"])
    strong, weak = signed_in(owner), signed_in(owner, proof=Proof.NETWORK, line=line)
    for address in (f"/chat/{led_by_bot.public_id}/?line={line.public_id}", f"/chat/{led_by_bot.public_id}/events"):
        assert SECRET in strong.get(address, HTTP_ACCEPT="*/*").content.decode()
        hidden = weak.get(address, HTTP_ACCEPT="*/*").content.decode()
        assert SECRET not in hidden
        assert "/payments/top-up/" not in hidden.split('role="log"')[-1].split("composer")[0]
        assert "Личный ответ о вашем номере" in hidden
    assert SECRET not in weak.get(f"/chat/?line={line.public_id}").content.decode()


def send(browser: Client, conversation: Conversation, *, by_api: bool) -> None:
    data = {"client_id": str(UUID(int=7)), "text": "какой у меня баланс"}
    if by_api:
        sent = browser.post(f"/chat/{conversation.public_id}/messages", data, content_type="application/json")
        assert sent.status_code == 201
    else:
        line = conversation.line
        assert line is not None
        sent = browser.post(f"/chat/{conversation.public_id}/?line={line.public_id}", data)
        assert sent.status_code == 302


def test_a_guest_is_told_nothing_of_the_number(calls: Calls, answers: dict[str, Answer], topic: Topic) -> None:
    guest = Guest.objects.create(name="Пётр", msisdn="79031234567", created_at=NOW)
    conversation = Conversation.objects.create(
        guest=guest, topic=topic, leads=Leads.BOT, created_at=NOW, last_event_at=NOW
    )
    say(conversation=conversation, author=None, client_id=UUID(int=1), text="какой баланс", now=NOW, strong=True)
    made = decision(Decided.ANSWER, answers["balance-check"])
    assert answer_owed(conversation=conversation, now=NOW, ask=lambda query: made)
    assert calls == []
    assert last_of_bot().text == "Баланс виден на первой странице."
    assert last_of_bot().data["ways"] == []


def test_who_lost_the_right_before_the_answer_is_told_nothing(
    calls: Calls, answers: dict[str, Answer], topic: Topic, line: Line
) -> None:
    manager = give_access(line)
    conversation = open_conversation(line=line, topic=topic, author=manager, now=NOW)
    say(conversation=conversation, author=manager, client_id=UUID(int=1), text="какой баланс", now=NOW, strong=True)
    Access.objects.filter(user=manager).update(until=NOW)
    assert not open_access(manager, NOW).exists()
    made = decision(Decided.ANSWER, answers["balance-check"])
    answer_owed(conversation=conversation, now=NOW, ask=lambda query: made)
    assert calls == []
    assert SECRET not in Message.objects.values_list("text", flat=True)


def test_a_skill_that_fails_leaves_the_general_answer(
    calls: Calls, asked: Asked, answers: dict[str, Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(asker: Asker) -> SkillAnswer:
        raise ValueError("out of order")

    monkeypatch.setitem(skills._skills, "secret", broken)
    asked("какой у меня баланс", Decided.ANSWER, answers["balance-check"])
    assert last_of_bot().text == "Баланс виден на первой странице."
