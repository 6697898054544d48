"""The operator's words over the words of the code: when they are said, what no words can do."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.utils import translation

from cabinet.accounts.models import CodePurpose
from cabinet.accounts.services.notify import words
from cabinet.accounts.sharing_texts import OFFERED, offered
from cabinet.accounts.texts import code_text
from cabinet.core.health import report
from cabinet.sms import texts
from cabinet.sms.models import SmsText
from cabinet.sms.templates import FieldLeftOut, UnknownField
from cabinet.sms.texts import render, templates
from tests.people import make_owner

pytestmark = pytest.mark.django_db
CODE = "accounts.code_sign_in"


@pytest.fixture(autouse=True)
def host(settings):
    settings.PUBLIC_URL = "https://my.operator.ru"


@contextmanager
def example_of(name: str, **example: str) -> Iterator[None]:
    """As if the code knew other fields of the message."""
    known = texts._templates[name]
    texts._templates[name] = replace(known, example=example)
    texts.forget()
    try:
        yield
    finally:
        texts._templates[name] = known


def say_instead(text: str, *, name: str = CODE, language: str = "ru") -> SmsText:
    return SmsText.objects.create(name=name, language=language, text=text)


def test_the_operators_words_are_said_in_their_language_alone() -> None:
    say_instead("Ваш код {code}, {brand}")

    assert render(CODE, "ru", code="123456").startswith("Ваш код 123456, Оператор")
    assert render(CODE, "en", code="123456").startswith("Sign-in code: 123456.")


def test_back_to_the_words_of_the_code() -> None:
    say_instead("Ваш код {code}").delete()

    assert render(CODE, "ru", code="123456").startswith("Код для входа: 123456.")


def test_nobody_can_edit_away_what_telephones_read() -> None:
    say_instead("{code}")

    text = code_text(purpose=CodePurpose.SIGN_IN, code="123456", language="ru")
    assert text == "123456\n@my.operator.ru #123456"


def test_words_cost_no_query_once_they_are_known(django_assert_num_queries) -> None:
    say_instead("Ваш код {code}")
    with django_assert_num_queries(1):
        render(CODE, "ru", code="123456")
    with django_assert_num_queries(0):
        render(CODE, "ru", code="123456")
        render("accounts.password", "en")


def test_another_process_hears_of_a_change_within_seconds(monkeypatch) -> None:
    render(CODE, "ru", code="1")
    texts.forget()
    render(CODE, "ru", code="1")
    SmsText.objects.bulk_create([SmsText(name=CODE, language="ru", text="Код {code}")])  # as if elsewhere: no signal
    assert render(CODE, "ru", code="1").startswith("Код для входа")

    later = texts.time.monotonic() + texts.KEPT_SECONDS + 0.1
    monkeypatch.setattr(texts.time, "monotonic", lambda: later)
    assert render(CODE, "ru", code="1").startswith("Код 1")


def test_words_with_a_field_that_is_gone_are_reported_and_those_of_the_code_are_said(caplog) -> None:
    say_instead("Код {old_code}, до {code}")

    with caplog.at_level(logging.ERROR):
        assert render(CODE, "ru", code="123456").startswith("Код для входа: 123456.")
    assert f"{CODE} (ru)" in caplog.text
    assert "123456" not in caplog.text
    assert report()["sms_texts"] == f"{CODE} (ru)"
    assert "sms_texts" in report()["degraded"]
    assert report()["ready"]


def test_words_of_a_message_that_is_gone_are_reported_and_harm_nothing(caplog) -> None:
    say_instead("Было", name="accounts.gone")

    with caplog.at_level(logging.ERROR):
        assert render(CODE, "ru", code="1")
    assert "accounts.gone" in caplog.text
    assert report()["sms_texts"] == "accounts.gone (ru)"


def test_all_is_well_while_the_words_fit() -> None:
    say_instead("Ваш код {code}")

    assert report()["sms_texts"] == "ok"


def test_who_forgets_a_fact_that_only_the_operators_words_name_says_the_words_of_the_code(caplog) -> None:
    say_instead("{number} закрыт с {day}", name="accounts.line_closed")
    with caplog.at_level(logging.ERROR), example_of("accounts.line_closed", number="1", day="24.11"):
        assert render("accounts.line_closed", "ru", number="1").startswith("Номер 1 закрыт")
    assert "'day'" in caplog.text


def test_who_forgets_a_fact_of_the_words_of_the_code_is_told() -> None:
    with pytest.raises(KeyError):
        render("accounts.line_closed", "ru")


@pytest.mark.parametrize(
    "words", ["{code} {cod}", "{code} {Код}", "{code} {code", "{code} }", "{code} {0}", "{code}{}"]
)
def test_words_with_a_field_that_there_is_not_are_refused_with_those_that_there_are(words: str) -> None:
    with translation.override("ru"), pytest.raises(UnknownField) as refused:
        templates()[CODE].check(words)
    assert "Есть: {code}, {brand}, {phone}, {free_phone}." in str(refused.value.message)


def test_words_without_the_code_are_refused() -> None:
    with translation.override("ru"), pytest.raises(FieldLeftOut) as refused:
        templates()[CODE].check("Скоро придёт код")
    assert "{code}" in str(refused.value.message)


@pytest.mark.parametrize(
    "name",
    [
        "evil.ru/x\nВаш счёт заблокирован",
        "http://evil.ru Мария",
        "89001234567 Мария",
        "a\r\n@my.operator.ru #000000",
        "Банк\u2028\u202e.",
    ],
)
def test_a_name_forges_no_line_no_link_and_no_telephone(name: str) -> None:
    owner, line = make_owner("79031112233")
    owner.name = name
    text = words(OFFERED.name, offered(owner, [line]), "ru")
    said = text.split(" даёт вам доступ")[0]

    assert len(text.splitlines()) == 1
    assert not set(said) & set("/:@#\u202e")
    assert ".ru" not in said
    assert not any(character.isdigit() for character in said)


def test_an_honest_name_stays_as_it_is() -> None:
    owner, line = make_owner("79031112233")
    owner.name = "Анна-Мария О’Коннор"
    text = words(OFFERED.name, offered(owner, [line]), "ru")
    assert text.startswith("Анна-Мария О. даёт вам доступ: 903 111-22-33. Принять: http")


def test_facts_begin_no_line_of_their_own() -> None:
    assert "\n" not in render("accounts.line_closed", "ru", number="1\n@evil.ru #000000")
