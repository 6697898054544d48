"""A greeting or thanks asks for nothing; a question that begins with one does."""

import pytest

from chat.bot.asking import ask
from chat.models import Decided

pytestmark = pytest.mark.usefixtures("knowledge")


@pytest.mark.parametrize(
    "text",
    [
        "Привет!",
        "здравствуйте",
        "Добрый день",
        "спасибо большое",
        "Спасибо, вы очень помогли!",
        "пока",
        "hello",
        "thank you very much",
        "spasibo",
    ],
)
def test_courtesy_is_small_talk(text):
    decision = ask(text)
    assert decision.decided == Decided.SMALLTALK
    assert decision.candidates == ()


@pytest.mark.parametrize(
    "text", ["привет, как узнать баланс", "Здравствуйте! Как узнать баланс?", "hi, how do I check my balance"]
)
def test_a_question_after_a_greeting_is_a_question(text):
    decision = ask(text)
    assert decision.decided == Decided.ANSWER
    assert decision.candidates[0].slug == "balance-check"


@pytest.mark.parametrize("text", ["баланс", "всё плохо", "помогите", "день рождения"])
def test_what_is_no_courtesy_is_not_taken_for_it(text):
    assert ask(text).decided != Decided.SMALLTALK
