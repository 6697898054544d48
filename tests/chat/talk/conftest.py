"""A conversation that the bot leads, and what it knows."""

from collections.abc import Callable
from datetime import datetime

import pytest

from chat.bot.decisions import Candidate, Decision
from chat.models import Answer, AuthorKind, Conversation, Decided, Leads, Message, Subject
from chat.services.accept import Said
from chat.talk.answering import answer_owed
from tests.people import NOW

Write = Callable[..., Said]
Asked = Callable[..., None]


@pytest.fixture
def answers(db: None) -> dict[str, Answer]:
    """Three answers, by their slugs."""
    subject = Subject.objects.create(slug="money", name_ru="Деньги", name_en="Money")
    rows = (
        ("balance-check", "Как узнать баланс", "Check the balance", "Баланс виден на первой странице."),
        ("detailing", "Как получить детализацию", "Get the details", "Детализация в разделе «Финансы»."),
        ("top-up-card", "Как пополнить картой", "Top up by card", "Нажмите «Пополнить». Вопросы: %(short)s."),
    )
    return {
        slug: Answer.objects.create(
            slug=slug,
            subject=subject,
            title_ru=ru,
            title_en=en,
            text_ru=text,
            text_en=f"{en}: see the first page.",
            action="finance-operations",
            action_ru="Открыть операции",
            action_en="Open the operations",
            changed_at=NOW,
        )
        for slug, ru, en, text in rows
    }


@pytest.fixture
def led_by_bot(answers: dict[str, Answer], conversation: Conversation) -> Conversation:
    """The subscriber's conversation, begun when the bot knew something."""
    assert conversation.leads == Leads.BOT
    return conversation


def decision(decided: Decided, *answers: Answer, language: str = "ru") -> Decision:
    """What retrieval makes of a question."""
    found = tuple(Candidate(each.slug, each.pk, 0.9 - index / 10) for index, each in enumerate(answers))
    return Decision(decided, found, language)


@pytest.fixture
def asked(led_by_bot: Conversation, ask: Write) -> Asked:
    """`asked("текст", decided, *answers)`: the subscriber asks, and retrieval decides so."""

    def write(
        text: str, decided: Decided, *answers: Answer, language: str = "ru", now: datetime = NOW, strong: bool = True
    ) -> None:
        ask(text, now=now, strong=strong)
        made = decision(decided, *answers, language=language)
        answer_owed(conversation=led_by_bot, now=now, ask=lambda _query: made)

    return write


def last_of_bot() -> Message:
    found = Message.objects.filter(author_kind=AuthorKind.BOT).order_by("-pk").first()
    assert found is not None
    return found


def said_by_bot() -> list[str]:
    return list(Message.objects.filter(author_kind=AuthorKind.BOT).order_by("pk").values_list("text", flat=True))
