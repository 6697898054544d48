"""Telephone numbers: any way of writing in, one way of keeping (E.164 digits without plus), two ways of showing."""

from __future__ import annotations

import re

import phonenumbers
from django.utils.translation import gettext_lazy as _

from cabinet.core.errors import DomainError

REGION = "RU"
LOOKS_LIKE_NUMBER = re.compile(r"[\d\s()+.\-–—]+")


class NotANumber(DomainError):
    code = "not_a_number"
    message = _("Номер не распознан. Напишите его как 903 123-45-67.")


def looks_like_number(text: str) -> bool:
    """Whether `text` was meant as a number rather than as a login."""
    return bool(LOOKS_LIKE_NUMBER.fullmatch(text.strip())) and any(character.isdigit() for character in text)


def parse(text: str) -> str:
    """The MSISDN (`79031234567`) that a person meant by `9031234567`, `8 (903) 123-45-67` or `+7 903 123-45-67`.

    Raises `NotANumber` for what cannot be a Russian number.
    """
    digits = "".join(character for character in text if character.isdecimal() or character == "+")
    if len(digits) == 11 and digits[0] in "78":  # 8 is the trunk prefix; 7 without plus is common in contact lists
        digits = "+7" + digits[1:]
    try:
        number = phonenumbers.parse(digits, REGION)
    except phonenumbers.NumberParseException:
        raise NotANumber from None
    if number.country_code != 7 or not phonenumbers.is_possible_number(number) or number.italian_leading_zero:
        raise NotANumber
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164).removeprefix("+")


def national(msisdn: str) -> str:
    """`903 123-45-67`: how people say a number here."""
    if len(msisdn) == 11 and msisdn.startswith("7"):
        return f"{msisdn[1:4]} {msisdn[4:7]}-{msisdn[7:9]}-{msisdn[9:]}"
    return msisdn


def international(msisdn: str) -> str:
    """`+7 903 123-45-67`, for where a number may be copied to another telephone."""
    return f"+7 {national(msisdn)}" if len(msisdn) == 11 and msisdn.startswith("7") else f"+{msisdn}"


def masked(msisdn: str) -> str:
    """`+7 903 ••• 45-67`: enough to recognise one's own, not enough to call."""
    return f"+7 {msisdn[1:4]} ••• {msisdn[7:9]}-{msisdn[9:]}" if len(msisdn) == 11 else "•••"
