"""What is answered fits where it is shown, in both languages, and speaks without digits."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from cabinet.commands.texts import USSD_LENGTH, code_of, fitted, list_of_commands
from cabinet.core.aloud import key_aloud, phone_aloud, rub_aloud
from cabinet.core.commands import commands
from cabinet.sms.texts import templates

LANGUAGES = ("ru", "en")
ANSWERS = [name for name in templates() if name.startswith("commands.") or ".command_" in name]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [name for name in ANSWERS if ".voice_" not in name])
def test_each_answer_fits_ussd(name, language):
    template = templates()[name]
    assert len(template.example_with(template.in_code(language), language)) <= USSD_LENGTH


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_of_all_commands_fits_whole(language):
    text = list_of_commands(language)
    assert len(text) <= USSD_LENGTH
    with translation.override(language):
        for command in commands():
            assert (code_of(command) in text) == command.listed
    assert "…" not in text


@given(st.text(max_size=400))
def test_any_words_of_the_operator_are_made_to_fit(text):
    assert len(fitted(text)) <= USSD_LENGTH
    assert fitted(text) == text or fitted(text).endswith("…")


@pytest.mark.parametrize(
    ("amount", "ru", "en"),
    [
        ("123.40", "сто двадцать три рубля, сорок копеек", "one hundred and twenty-three roubles, forty kopeks"),
        ("-5.01", "минус пять рублей, одна копейка", "minus five roubles, one kopek"),
        ("1000", "одна тысяча рублей", "one thousand roubles"),
        ("0", "ноль рублей", "zero roubles"),
        ("21.02", "двадцать один рубль, две копейки", "twenty-one roubles, two kopeks"),
        ("-0.10", "минус ноль рублей, десять копеек", "minus zero roubles, ten kopeks"),
    ],
)
def test_sums_are_said_as_people_say_them(amount, ru, en):
    assert (rub_aloud(Decimal(amount), "ru"), rub_aloud(Decimal(amount), "en")) == (ru, en)


@given(st.decimals("-999999999999.99", "999999999999.99", places=2), st.sampled_from(LANGUAGES))
def test_any_sum_can_be_said(amount, language):
    assert not any(character.isdigit() for character in rub_aloud(amount, language))


@pytest.mark.parametrize(
    ("digits", "ru", "en"),
    [
        (
            "79031234567",
            "девятьсот три, сто двадцать три, сорок пять, шестьдесят семь",
            "nine zero three, one two three, four five, six seven",
        ),
        (
            "79000000705",
            "девятьсот, ноль ноль ноль, ноль семь, ноль пять",
            "nine zero zero, zero zero zero, zero seven, zero five",
        ),
        ("0611", "ноль шесть один один", "zero six one one"),
        (
            "123456789",
            "один два три, четыре пять шесть, семь восемь девять",
            "one two three, four five six, seven eight nine",
        ),
    ],
)
def test_numbers_are_said_as_people_say_them(digits, ru, en):
    assert (phone_aloud(digits, "ru"), phone_aloud(digits, "en")) == (ru, en)


@given(st.text("0123456789", min_size=1, max_size=20), st.sampled_from(LANGUAGES))
def test_any_number_can_be_said(digits, language):
    assert not any(character.isdigit() for character in phone_aloud(digits, language) + key_aloud(digits[0], language))
