"""Each message that the portal sends, as its example makes it, in each language."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.utils import translation

from cabinet.core import brand
from cabinet.core.models import Brand
from cabinet.sms.segments import split
from cabinet.sms.texts import render, templates

LANGUAGES = [code for code, _name in settings.LANGUAGES]
# Names and what machines read: English in every language.
NOT_WORDS = re.compile(r"(https?://|my\.operator\.ru)\S*|@\S+ #\d+|\bSMS\b|\bChrome\b|\bAndroid\b|\bSIM\b")

each = pytest.mark.parametrize(
    ("name", "language"), [(name, language) for name in templates() for language in LANGUAGES]
)


def example(name: str, language: str) -> str:
    return render(name, language, **templates()[name].example)


@pytest.fixture(autouse=True)
def of_the_operator(settings):
    """Telephones and the host as a real operator has them."""
    settings.PUBLIC_URL = "https://my.operator.ru"


@pytest.mark.django_db
@each
def test_it_fits_the_segments_that_it_says(name: str, language: str) -> None:
    text = example(name, language)
    segments = split(text)

    assert len(segments.parts) <= templates()[name].segments, text


@pytest.mark.django_db
@each
def test_no_field_is_left_open(name: str, language: str) -> None:
    assert not re.search(r"[{}%]", example(name, language))


@pytest.mark.django_db
@each
def test_it_is_in_its_own_language(name: str, language: str) -> None:
    text = NOT_WORDS.sub("", example(name, language))
    foreign = "[a-zA-Z]" if language == "ru" else "[а-яёА-ЯЁ]"

    assert not re.findall(foreign, text), text
    assert re.search("[а-яё]" if language == "ru" else "[a-z]", text)


@pytest.mark.parametrize("name", templates())
def test_staff_read_in_their_own_language_when_it_is_sent(name: str) -> None:
    title = templates()[name].title
    with translation.override("ru"):
        assert re.search("[а-яё]", str(title))
    with translation.override("en"):
        assert not re.search("[а-яё]", str(title)), title


@pytest.mark.parametrize("name", templates())
def test_the_words_of_the_code_may_be_sent(name: str) -> None:
    """What the admin would refuse does not stand in the code either."""
    template = templates()[name]
    for language in LANGUAGES:
        template.check(template.in_code(language))


@pytest.mark.django_db
@each
def test_a_second_brand_is_called_by_its_own_name_and_numbers(name: str, language: str) -> None:
    first = example(name, language)
    Brand.objects.create(name="Волна", support_phone="0500", support_phone_free="88005000500")
    brand.forget()
    try:
        text = example(name, language)
    finally:
        brand.forget()

    assert "0611" not in text
    assert settings.BRAND_DEFAULTS["name"] not in text
    assert text == first.replace("0611", "0500")


def test_there_are_all_that_are_sent() -> None:
    """A message that vanishes from here would vanish from the admin."""
    assert {name.split(".")[0] for name in templates()} >= {"accounts", "requests", "home", "chat"}
    assert len(templates()) >= 33
