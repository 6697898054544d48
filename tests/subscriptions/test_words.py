"""Prices as they are said."""

import pytest
from django.utils import translation

from subscriptions.words import price_words
from tests.billing.money import rub


@pytest.mark.parametrize(
    ("every", "ru", "en"),
    [
        ("month", "550,00 ₽ в месяц", "550.00 ₽ a month"),
        ("day", "550,00 ₽ в день", "550.00 ₽ a day"),
        ("never", "550,00 ₽", "550.00 ₽"),
    ],
)
def test_a_price_says_how_often(every, ru, en):
    for language, words in (("ru", ru), ("en", en)):
        with translation.override(language):
            assert price_words(rub(550), every).replace("\u00a0", " ") == words


def test_what_costs_nothing_is_free():
    assert price_words(rub(0), "month") == "бесплатно"
