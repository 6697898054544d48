"""Telephone numbers: any way of writing in, one way of keeping (E.164 digits without plus), two ways of showing."""

from __future__ import annotations

import re

import phonenumbers
from django.utils.translation import gettext_lazy as _

from cabinet.core.digits import plain
from cabinet.core.errors import DomainError

REGION = "RU"
LOOKS_LIKE_NUMBER = re.compile(r"[\d\s()+./\-]+")  # of a text made `plain`
LONGEST = 15  # digits of any number in the world (E.164)
NATIONAL = 10  # digits of a Russian number after +7


class NotANumber(DomainError):
    code = "not_a_number"
    message = _("Номер не распознан. Напишите его как 903 123-45-67.")


class TooLong(NotANumber):
    message = _("В номере слишком много цифр. Напишите его как 903 123-45-67.")


class Foreign(NotANumber):
    code = "foreign_number"
    message = _("Это номер другой страны. Напишите номер нашей SIM-карты, например 903 123-45-67.")


class NotMobile(NotANumber):
    code = "not_mobile"
    message = _("На городской номер SMS не придёт. Напишите мобильный номер, например 903 123-45-67.")


def looks_like_number(text: str) -> bool:
    """Whether `text` was meant as a number rather than as a login."""
    meant = plain(text)
    return bool(LOOKS_LIKE_NUMBER.fullmatch(meant)) and any(character.isdigit() for character in meant)


def parse(text: str) -> str:
    """The MSISDN (`79031234567`) that a person meant by `9031234567`, `8 (903) 123-45-67` or `+7 903 123-45-67`.

    Raises `NotANumber` for what cannot be a Russian number; its subclasses say why where that is known.
    """
    digits = "".join(character for character in plain(text) if character in "0123456789+")
    if len(digits) == 11 and digits[0] in "78":  # 8 is the trunk prefix; 7 without plus is common in contact lists
        digits = "+7" + digits[1:]
    if len(digits.strip("+")) > LONGEST:
        raise TooLong
    try:
        number = phonenumbers.parse(digits, REGION)
    except phonenumbers.NumberParseException:
        raise NotANumber from None
    if number.country_code != 7:
        raise Foreign if phonenumbers.is_possible_number(number) else NotANumber
    if len(str(number.national_number)) > NATIONAL:
        raise TooLong
    if not phonenumbers.is_possible_number(number) or number.italian_leading_zero:
        raise NotANumber
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164).removeprefix("+")


def parse_mobile(text: str) -> str:
    """As `parse`, for where an SMS must arrive. Raises `NotMobile` for a landline, `Foreign` for Kazakhstan, which
    shares the country's code. Mobile numbers of Russia, modems' too, begin with 9."""
    msisdn = parse(text)
    if msisdn[1] in "67":
        raise Foreign
    if msisdn[1] != "9":
        raise NotMobile
    return msisdn


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
