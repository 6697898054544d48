"""What a voice reads from digits, in words: a machine that speaks stumbles over `123,40 ₽` and `903 123-45-67`."""

from __future__ import annotations

from decimal import Decimal

from num2words import num2words

GROUPS = (3, 3, 2, 2)  # digits of a Russian number, as people say it


def rub_aloud(amount: Decimal, language: str) -> str:
    """«сто двадцать три рубля, сорок копеек»; no kopecks where there are none; a debt has its «минус»."""
    words = str(num2words(amount.quantize(Decimal("0.01")), lang=language, to="currency", currency="RUB"))
    return words if amount % 1 else words.rpartition(",")[0]


def phone_aloud(digits: str, language: str) -> str:
    """«девятьсот три, сто двадцать три, сорок пять, шестьдесят семь» of `79031234567`; English says each digit, and so
    does a number of any other length, a longer one in threes."""
    if len(digits) == 11 and language != "en":
        first = [] if digits.startswith("7") else [digits[0]]
        return ", ".join(_group(group, language) for group in [*first, *_grouped(digits[1:])])
    national = digits[1:] if len(digits) == 11 and digits.startswith("7") else digits
    groups = _grouped(national) if len(national) == sum(GROUPS) else _in_threes(national)
    return ", ".join(" ".join(_word(digit, language) for digit in group) for group in groups)


def key_aloud(key: str, language: str) -> str:
    """«один», of a key of a telephone."""
    return _word(key, language)


def _grouped(digits: str) -> list[str]:
    groups, rest = [], digits
    for length in GROUPS:
        groups.append(rest[:length])
        rest = rest[length:]
    return groups


def _in_threes(digits: str) -> list[str]:
    return [digits[at : at + 3] for at in range(0, len(digits), 3)] if len(digits) > 4 else [digits]  # 0611 is whole


def _group(digits: str, language: str) -> str:
    """`005` is «ноль ноль пять»."""
    zeros = len(digits) - len(digits.lstrip("0"))
    said = ["0"] * zeros + ([digits[zeros:]] if digits[zeros:] else [])
    return " ".join(_word(part, language) for part in said)


def _word(digits: str, language: str) -> str:
    return str(num2words(int(digits), lang=language))
