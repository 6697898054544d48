"""What a permanent password must be (A2): long enough, and not what others would try first.

No rules of composition: a sentence is a good password. Django calls these validators for subscribers and staff alike.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import Line, User
from cabinet.core import brand
from cabinet.core.digits import digits_of

SHORTEST, LONGEST = 8, 128  # characters
NATIONAL_DIGITS = 10  # of a number without 8 or +7
COMMON_RUSSIAN = Path(__file__).with_name("common_passwords_ru.txt")

# The same keys with two languages on them: «йцукен» is qwerty.
CYRILLIC_KEYS = "йцукенгшщзхъфывапролджэячсмитьбю"
LATIN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
TO_LATIN = str.maketrans(CYRILLIC_KEYS, LATIN_KEYS)
TO_CYRILLIC = str.maketrans(LATIN_KEYS, CYRILLIC_KEYS)
ROWS = ("1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./")
COLUMNS = ("1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/", "qazwsxedcrfvtgbyhnujmik,ol.p;/", "1q2w3e4r5t6y7u8i9o0p")
RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
ALPHABETS = (RUSSIAN, RUSSIAN.replace("ё", ""), "abcdefghijklmnopqrstuvwxyz", "01234567890", "".join(ROWS))

TOO_SHORT = _("Пароль слишком короткий: нужно не меньше 8 знаков.")
TOO_LONG = _("Пароль слишком длинный: можно не больше 128 знаков.")
TOO_COMMON = _("Такой пароль подберут сразу: его выбирают многие. Придумайте другой, лучше из трёх-четырёх слов.")
TOO_PLAIN = _("В пароле знаки идут подряд или повторяются: такой подберут сразу. Придумайте другой.")
HAS_NUMBER = _("В пароле ваш номер телефона: его знают другие. Придумайте пароль без номера.")
HAS_LOGIN = _("Пароль похож на ваш логин. Придумайте другой.")
HAS_BRAND = _("Пароль похож на название оператора: такой подберут сразу. Придумайте другой.")


class LengthValidator:
    """8 to 128 characters. The longest is refused before anything is done with it."""

    def validate(self, password: str, user: User | None = None) -> None:
        if len(password) < SHORTEST:
            raise ValidationError(TOO_SHORT, code="password_too_short")
        if len(password) > LONGEST:
            raise ValidationError(TOO_LONG, code="password_too_long")

    def get_help_text(self) -> str:
        return str(_("От 8 до 128 знаков: буквы любого языка, цифры, пробелы, что угодно."))


class CommonValidator:
    """Not among those that are tried first: Django's list, the Russian one, the same keys in the other language, what
    goes along the keyboard or the alphabet."""

    def validate(self, password: str, user: User | None = None) -> None:
        if len(password) > LONGEST:
            return
        lowered = password.lower()
        if _is_plain(lowered):
            raise ValidationError(TOO_PLAIN, code="password_too_plain")
        for text in {lowered, lowered.translate(TO_LATIN), lowered.translate(TO_CYRILLIC)}:
            if text in _common() or _core(text) in _common_russian():
                raise ValidationError(TOO_COMMON, code="password_too_common")

    def get_help_text(self) -> str:
        return str(_("Не из тех, что выбирают многие: «пароль123», «йцукен»."))


class OwnDataValidator:
    """Not what is known of the person: a number of theirs anywhere in it; the login or the brand with little beside."""

    def validate(self, password: str, user: User | None = None) -> None:
        if len(password) > LONGEST:
            return
        if _is_only(password, brand.current().name):
            raise ValidationError(HAS_BRAND, code="password_has_brand")
        if user is None:
            return
        if user.login and _is_only(password, user.login):
            raise ValidationError(HAS_LOGIN, code="password_has_login")
        if user.pk and _has_number_of(user, password):
            raise ValidationError(HAS_NUMBER, code="password_has_number")

    def get_help_text(self) -> str:
        return str(_("Без вашего номера и логина."))


def _is_plain(text: str) -> bool:
    """One or two characters over and over, or a walk along a row, a column or an alphabet, either way round."""
    if len(set(text)) <= 2:
        return True
    keys = text.translate(TO_LATIN)
    for walk in (*ROWS, *COLUMNS, *ALPHABETS):
        for way in (walk, walk[::-1]):
            if text in way or keys in way:
                return True
    return False


def _is_only(password: str, word: str) -> bool:
    """Whether `password` is `word` with too little beside it to be a password."""
    folded, rest = password.casefold(), word.casefold()
    return bool(rest) and rest in folded and len(folded.replace(rest, "")) < SHORTEST


def _has_number_of(user: User, password: str) -> bool:
    digits = digits_of(password)
    written = {f"7{digits[at : at + NATIONAL_DIGITS]}" for at in range(len(digits) - NATIONAL_DIGITS + 1)}
    if not written:
        return False
    own = Q(contract__owner=user) | Q(accesses__user=user, accesses__by_code=True)
    return Line.objects.filter(own, msisdn__in=written, closed_at=None).exists()


def _core(text: str) -> str:
    """What is left of `text` without the digits and signs that people put around a word."""
    first = next((at for at, character in enumerate(text) if character.isalpha()), len(text))
    last = next((at for at, character in enumerate(reversed(text)) if character.isalpha()), 0)
    return text[first : len(text) - last]


@cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


@cache
def _common_russian() -> frozenset[str]:
    return frozenset(COMMON_RUSSIAN.read_text(encoding="utf-8").split())
