"""What the bot makes of questions."""

import pytest

from chat.bot.asking import ask
from chat.models import Answer, Decided

pytestmark = pytest.mark.usefixtures("knowledge")


def test_a_question_as_it_is_stored_is_answered():
    decision = ask("Как узнать баланс?")
    assert decision.decided == Decided.ANSWER
    assert decision.candidates[0].slug == "balance-check"
    assert decision.candidates[0].answer_id == Answer.objects.get(slug="balance-check").pk
    assert decision.language == "ru"


def test_an_english_question_is_told_from_its_words():
    decision = ask("how do I check my balance")
    assert decision.candidates[0].slug == "balance-check"
    assert decision.language == "en"


def test_at_most_three_answers_are_named_the_best_first():
    scores = [candidate.score for candidate in ask("баланс").candidates]
    assert len(scores) <= 3
    assert scores == sorted(scores, reverse=True)


def test_what_nobody_knows_is_for_a_specialist():
    assert ask("из чего сделана луна").decided == Decided.SPECIALIST


def test_nothing_is_known_where_nothing_is_written_down():
    Answer.objects.all().delete()
    decision = ask("Как узнать баланс?")
    assert decision.decided == Decided.SPECIALIST
    assert decision.candidates == ()


def test_an_answer_that_is_not_used_is_not_given():
    Answer.objects.filter(slug="balance-check").update(active=False)
    assert "balance-check" not in [candidate.slug for candidate in ask("Как узнать баланс?").candidates]


def test_what_was_added_is_known_at_the_next_question():
    assert ask("кракозябра").decided == Decided.SPECIALIST
    Answer.objects.get(slug="esim").phrasings.create(language="ru", text="кракозябра")
    assert ask("кракозябра").candidates[0].slug == "esim"
