"""What was meant is chosen, and an answer is judged, by buttons that work without JavaScript."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client

from cabinet.accounts.models import User
from cabinet.core.errors import NotFound
from chat.models import Answer, BotDecision, Conversation, Decided, Event, EventKind, Leads, Message
from chat.promises.closing import propose_closing
from chat.promises.closing import sweep as close_due
from chat.services.reply import reply
from chat.talk.choosing import PersonLeads, choose, say_whether_helped
from tests.chat.talk.conftest import Asked, last_of_bot, said_by_bot
from tests.people import NOW, signed_in


@pytest.fixture
def offered(asked: Asked, answers: dict[str, Answer]) -> str:
    """The message that offers a choice."""
    asked("баланс или детали", Decided.CHOICE, answers["balance-check"], answers["detailing"])
    return str(last_of_bot().client_id)


def pick(conversation: Conversation, offered: str, slug: str) -> None:
    choose(
        conversation=conversation,
        by=conversation.author,
        offered=UUID(offered),
        slug=slug,
        strong=True,
        now=NOW,
    )


def test_what_is_chosen_is_answered_and_kept(
    led_by_bot: Conversation, offered: str, answers: dict[str, Answer]
) -> None:
    pick(led_by_bot, offered, "detailing")
    assert last_of_bot().text == "Детализация в разделе «Финансы»."
    assert BotDecision.objects.get().answer == answers["detailing"]
    assert Event.objects.filter(kind=EventKind.CHANGE).count() == 1


def test_choosing_twice_answers_once_and_another_choice_is_answered_too(led_by_bot: Conversation, offered: str) -> None:
    pick(led_by_bot, offered, "detailing")
    pick(led_by_bot, offered, "detailing")
    assert len(said_by_bot()) == 2
    pick(led_by_bot, offered, "balance-check")
    assert last_of_bot().text == "Баланс виден на первой странице."


def test_none_of_these_calls_a_specialist(led_by_bot: Conversation, offered: str) -> None:
    pick(led_by_bot, offered, "none")
    led_by_bot.refresh_from_db()
    assert (led_by_bot.leads, led_by_bot.waiting_since) == (Leads.PERSON, NOW)
    assert len(said_by_bot()) == 1


@pytest.mark.parametrize("slug", ["top-up-card", "", "secret"])
def test_what_was_not_offered_cannot_be_chosen(slug: str, led_by_bot: Conversation, offered: str) -> None:
    with pytest.raises(NotFound):
        pick(led_by_bot, offered, slug)
    assert len(said_by_bot()) == 1


def test_a_choice_is_refused_once_a_specialist_answers(
    led_by_bot: Conversation, offered: str, specialist: User
) -> None:
    reply(conversation=led_by_bot, specialist=specialist, client_id=uuid4(), text="Помогу", now=NOW)
    with pytest.raises(PersonLeads):
        pick(led_by_bot, offered, "detailing")
    assert len(said_by_bot()) == 1


# Whether it helped


def judge(conversation: Conversation, helped: bool) -> None:
    message = last_of_bot()
    say_whether_helped(
        conversation=conversation, by=conversation.author, answered=message.client_id, helped=helped, now=NOW
    )


def test_an_answer_that_helped_is_counted_and_nothing_more_is_said(
    led_by_bot: Conversation, asked: Asked, answers: dict[str, Answer]
) -> None:
    asked("баланс", Decided.ANSWER, answers["balance-check"])
    judge(led_by_bot, helped=True)
    judge(led_by_bot, helped=False)
    assert BotDecision.objects.get().helped is True
    assert len(said_by_bot()) == 1


def test_one_that_did_not_help_is_followed_by_what_else_may_be_meant(
    led_by_bot: Conversation, asked: Asked, answers: dict[str, Answer]
) -> None:
    asked("баланс", Decided.ANSWER, answers["balance-check"], answers["detailing"])
    judge(led_by_bot, helped=False)
    assert BotDecision.objects.get().helped is False
    assert (last_of_bot().card, last_of_bot().data["answers"]) == ("choice", [answers["detailing"].pk])
    led_by_bot.refresh_from_db()
    assert led_by_bot.leads == Leads.BOT


def test_two_in_a_row_that_did_not_help_call_a_specialist(
    led_by_bot: Conversation, asked: Asked, answers: dict[str, Answer]
) -> None:
    for slug in ("balance-check", "detailing"):
        asked("баланс", Decided.ANSWER, answers[slug])
        judge(led_by_bot, helped=False)
    led_by_bot.refresh_from_db()
    assert (led_by_bot.leads, led_by_bot.waiting_since) == (Leads.PERSON, NOW)


def test_one_that_helped_between_begins_the_count_anew(
    led_by_bot: Conversation, asked: Asked, answers: dict[str, Answer]
) -> None:
    for helped in (False, True, False):
        asked("баланс", Decided.ANSWER, answers["balance-check"])
        judge(led_by_bot, helped=helped)
        last = last_of_bot()
        assert last.text
        led_by_bot.refresh_from_db()
    assert led_by_bot.leads == Leads.BOT


def judge_by_page(browser: Client, conversation: Conversation, **data: str) -> int:
    return browser.post(f"/chat/{conversation.public_id}/helped/", data).status_code


def test_the_buttons_stand_in_the_page_and_work_without_javascript(
    led_by_bot: Conversation, asked: Asked, answers: dict[str, Answer], owner: User
) -> None:
    browser = signed_in(owner)
    address = f"/chat/{led_by_bot.public_id}/?line={led_by_bot.line.public_id}"  # type: ignore[union-attr]
    asked("баланс", Decided.ANSWER, answers["balance-check"])
    page = browser.get(address).content.decode()
    line = f"?line={led_by_bot.line.public_id}"  # type: ignore[union-attr]
    assert f'href="/finance/operations/{line}"' in page
    assert "Открыть операции" in page
    assert page.count("Позвать специалиста</button>") == 2  # under the answer, and over the composer
    message = str(last_of_bot().client_id)
    assert judge_by_page(browser, led_by_bot, message=message, helped="yes") == 302
    page = browser.get(address).content.decode()
    assert "Ответ помог" in page
    assert 'name="helped"' not in page


@pytest.mark.parametrize("data", [{}, {"message": "x", "helped": "yes"}, {"message": str(uuid4()), "helped": "yes"}])
def test_a_button_of_nothing_is_not_found(data: dict[str, str], led_by_bot: Conversation, owner: User) -> None:
    assert judge_by_page(signed_in(owner), led_by_bot, **data) == 404


def test_a_choice_is_made_by_the_page(led_by_bot: Conversation, offered: str, owner: User) -> None:
    browser = signed_in(owner)
    page = browser.get(f"/chat/{led_by_bot.public_id}/?line={led_by_bot.line.public_id}").content.decode()  # type: ignore[union-attr]
    assert "Ничего из этого: позвать специалиста" in page
    sent = browser.post(f"/chat/{led_by_bot.public_id}/choose/", {"message": offered, "answer": "detailing"})
    assert sent.status_code == 302
    assert last_of_bot().text == "Детализация в разделе «Финансы»."


@pytest.fixture
def closed(asked: Asked, answers: dict[str, Answer], led_by_bot: Conversation, specialist: User) -> list[UUID]:
    """Two answers and a choice of the bot; then a specialist closed the conversation without a word."""
    asked("как узнать баланс", Decided.ANSWER, answers["balance-check"])
    asked("детализация", Decided.ANSWER, answers["detailing"])
    asked("баланс или детали", Decided.CHOICE, answers["balance-check"], answers["detailing"])
    led_by_bot.refresh_from_db()
    propose_closing(conversation=led_by_bot, specialist=specialist, seen_seq=led_by_bot.last_seq, now=NOW)
    assert close_due(NOW + timedelta(hours=1)) == 1
    return list(Message.objects.filter(author_kind="bot").order_by("pk").values_list("client_id", flat=True))


def test_not_helped_twice_opens_what_was_closed_and_calls_a_specialist(
    led_by_bot: Conversation, closed: list[UUID]
) -> None:
    for answered in closed[:2]:
        say_whether_helped(conversation=led_by_bot, by=led_by_bot.author, answered=answered, helped=False, now=NOW)
    led_by_bot.refresh_from_db()
    assert (led_by_bot.is_open, led_by_bot.leads) == (True, Leads.PERSON)
    assert led_by_bot.waiting_since is not None
    assert Event.objects.filter(kind=EventKind.REOPEN).count() == 1


def test_helped_leaves_it_closed(led_by_bot: Conversation, closed: list[UUID]) -> None:
    say_whether_helped(conversation=led_by_bot, by=led_by_bot.author, answered=closed[0], helped=True, now=NOW)
    led_by_bot.refresh_from_db()
    assert not led_by_bot.is_open


@pytest.mark.parametrize("slug", ["detailing", "none"])
def test_choosing_opens_what_was_closed(led_by_bot: Conversation, closed: list[UUID], slug: str) -> None:
    pick(led_by_bot, str(closed[2]), slug)
    led_by_bot.refresh_from_db()
    assert (led_by_bot.is_open, led_by_bot.waiting_since is not None) == (True, slug == "none")


def test_an_answer_that_did_not_help_calls_off_a_closing(
    asked: Asked, answers: dict[str, Answer], led_by_bot: Conversation, specialist: User
) -> None:
    asked("как узнать баланс", Decided.ANSWER, answers["balance-check"])
    propose_closing(conversation=led_by_bot, specialist=specialist, seen_seq=2, now=NOW)
    answered = last_of_bot().client_id
    say_whether_helped(conversation=led_by_bot, by=led_by_bot.author, answered=answered, helped=False, now=NOW)
    assert close_due(NOW + timedelta(hours=1)) == 0
