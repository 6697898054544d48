"""Misspelt, in slang, in Latin letters, in the wrong layout, in a story: it is understood all the same."""

import pytest

from chat.bot.asking import ask
from chat.models import Decided

pytestmark = pytest.mark.usefixtures("knowledge")


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("как узнать болланс", "balance-check"),
        ("атключить падписку", "subscription-off"),
        ("скока бабла на симке", "balance-check"),
        ("kak otklyuchit podpisku", "subscription-off"),
        ("rfr epyfnm ,fkfyc", "balance-check"),
        ("рщц вщ ш срусл ьн ифдфтсу", "balance-check"),
        (
            "Вчера был в магазине. Погода хорошая. Пришёл домой, а телефон украли! Как заблокировать номер?",
            "number-block",
        ),
    ],
)
def test_the_right_answer_comes_first(text, slug):
    assert ask(text).candidates[0].slug == slug


def test_the_language_is_that_which_was_meant():
    assert ask("kak uznat balans").language == "ru"
    assert ask("rfr epyfnm ,fkfyc").language == "ru"
    assert ask("check my balance").language == "en"
    assert ask("check my balance", language="ru").language == "ru"


@pytest.mark.parametrize(
    "text",
    ["", "   ", "?!", "фывафыва", "какой завтра дождь", "сколько лететь до марса", "0" * 5000, "бла " * 2000],
)
def test_what_means_nothing_here_is_not_answered(text):
    assert ask(text).decided in (Decided.SPECIALIST, Decided.CHOICE)


def test_of_two_that_are_as_good_both_are_offered():
    decision = ask("отключить")
    assert decision.decided == Decided.CHOICE
