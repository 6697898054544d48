"""What the bot makes of questions, by what stands in the database."""

import pytest

from chat.bot.asking import ask
from chat.models import Answer, Decided, Subject
from tests.people import NOW

pytestmark = pytest.mark.django_db

KNOWN = {
    "balance": ("как узнать баланс", "сколько денег на счёте", "остаток на счёте"),
    "tariff": ("как сменить тариф", "хочу другой тариф", "перейти на другой тариф"),
    "lost": ("потерял телефон", "заблокировать номер", "украли телефон"),
    "office": ("где ваш салон", "адрес офиса", "до скольки работает салон"),
}


@pytest.fixture(autouse=True)
def written_down():
    subject = Subject.objects.create(slug="all", name_ru="Всё", name_en="All")
    for slug, texts in KNOWN.items():
        answer = Answer.objects.create(slug=slug, subject=subject, title_ru=slug, changed_at=NOW)
        for text in texts:
            answer.phrasings.create(language="ru", text=text)
    Answer.objects.get(slug="balance").phrasings.create(language="en", text="how do I check my balance")


def slugs(query):
    return [candidate.slug for candidate in ask(query).candidates]


def test_a_question_as_it_is_stored_is_answered():
    decision = ask("Как узнать баланс?")
    assert decision.decided == Decided.ANSWER
    assert decision.candidates[0].slug == "balance"
    assert decision.candidates[0].answer_id == Answer.objects.get(slug="balance").pk
    assert decision.language == "ru"


def test_an_english_question_is_told_from_its_words():
    decision = ask("How do I check my balance?")
    assert decision.candidates[0].slug == "balance"
    assert decision.language == "en"


def test_at_most_three_answers_are_named_the_best_first():
    scores = [candidate.score for candidate in ask("потерял телефон, где ваш салон?").candidates]
    assert 1 <= len(scores) <= 3
    assert scores == sorted(scores, reverse=True)


def test_what_nobody_knows_is_for_a_specialist():
    assert ask("из чего сделана луна").decided == Decided.SPECIALIST


def test_nothing_is_known_where_nothing_is_written_down():
    Answer.objects.all().delete()
    decision = ask("Как узнать баланс?")
    assert decision.decided == Decided.SPECIALIST
    assert decision.candidates == ()


def test_an_answer_that_is_not_used_is_not_given():
    Answer.objects.filter(slug="balance").update(active=False)
    assert "balance" not in slugs("Как узнать баланс?")


def test_what_was_added_is_known_at_the_next_question():
    assert ask("кракозябра").decided == Decided.SPECIALIST
    Answer.objects.get(slug="office").phrasings.create(language="ru", text="кракозябра")
    assert slugs("кракозябра")[0] == "office"


def test_what_is_asked_as_it_is_stored_is_answered_though_it_is_stored_once():
    Answer.objects.get(slug="office").phrasings.all().delete()
    Answer.objects.get(slug="office").phrasings.create(language="ru", text="во сколько открывается ваш салон")
    decision = ask("Во сколько открывается ваш салон?")
    assert (decision.decided, decision.candidates[0].slug) == (Decided.ANSWER, "office")
