"""What a translator may break: a placeholder, a tag, a plural, or a word left in Russian."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from cabinet.core import catalog

LANGUAGES = ("ru", "en")
PLACEHOLDER = re.compile(r"%\(\w+\)[-+ #0]*[\d.]*[a-zA-Z]|%%|\{\w*\}")
TAG = re.compile(r"</?[a-zA-Z][^>]*>")
CYRILLIC = re.compile(r"[\u0400-\u04FF]")
NAMES_OF_LANGUAGES = {"Русский"}
# Staff write hours in one way, whatever their language.
EXAMPLES_OF_HOURS = ("пн-пт 9:00-19:00", "сб 10:00-17:00", "пн, вт, ср, чт, пт, сб, вс", "пн-пт")


def pairs(language: str) -> Iterator[tuple[str, str]]:
    """Each text of `language` with its translation; every form of a plural with the plural."""
    for message in catalog.load(language):
        if isinstance(message.id, tuple | list):
            yield from ((message.id[1], string) for string in message.string)
        elif message.id:
            yield message.id, str(message.string)


def disagree(language: str, pattern: re.Pattern[str]) -> list[str]:
    """Texts in which `pattern` finds something else than in their translation; the order may differ."""
    return [
        f"{text!r} -> {translation!r}"
        for text, translation in pairs(language)
        if Counter(pattern.findall(text)) != Counter(pattern.findall(translation))
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_have_the_placeholders_of_the_text(language):
    assert disagree(language, PLACEHOLDER) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_have_the_tags_of_the_text(language):
    assert disagree(language, TAG) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals_have_all_their_forms(language):
    kept = catalog.load(language)
    plurals = [message for message in kept if isinstance(message.id, tuple | list)]
    assert [each.id for each in plurals if len(each.string) != kept.num_plurals or not all(each.string)] == []


def test_no_russian_is_left_in_english():
    left = [translation for _text, translation in pairs("en") if CYRILLIC.search(of_our_own(translation))]
    assert set(left) <= NAMES_OF_LANGUAGES


def of_our_own(english: str) -> str:
    """`english` without the examples of how hours are written."""
    for example in EXAMPLES_OF_HOURS:
        english = english.replace(example, "")
    return english


def test_a_cabinet_is_a_profile_in_english_and_an_account_holds_money_or_is_another_sites():
    cabinets = [english for _text, english in pairs("en") if re.search("cabinet", english, re.I)]
    accounts = [
        f"{text!r} -> {english!r}"
        for text, english in pairs("en")
        if re.search(r"\baccounts?\b(?!})", english, re.I) and not re.search("сч[её]т|аккаунт", text, re.I)
    ]
    assert cabinets == accounts == []
