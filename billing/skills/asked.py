"""Which charge somebody asks about: the sum and the day that stand in their words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

SUM = re.compile(
    r"(?<![\d.,])(\d{1,6}(?:[.,]\d{1,2})?)\s*(?:₽|р\b|руб|рэ|rub|r\b|roub)"  # «30 руб», «30р», "30 rub"
    r"|(?:спис|снял|сним|снима|взял|забр|charg|took|take)\w*\s+(?:у\s+меня\s+|с\s+меня\s+|me\s+)?(\d{1,6}(?:[.,]\d{1,2})?)"
    r"(?![\d.,])",
    re.IGNORECASE,
)
DAY = re.compile(r"(?<!\d)(\d{1,2})\.(\d{1,2})(?:\.(\d{4}|\d{2}))?(?![\d.])")
DAY_IN_WORDS = re.compile(r"(?<!\d)(\d{1,2})(?:-?го|th|st|nd|rd)?\s+([а-яa-z]{3,})", re.IGNORECASE)
MONTHS = (
    *(("янв", "jan"), ("фев", "feb"), ("мар", "mar"), ("апр", "apr"), ("ма", "may"), ("июн", "jun")),
    *(("июл", "jul"), ("авг", "aug"), ("сен", "sep"), ("окт", "oct"), ("ноя", "nov"), ("дек", "dec")),
)
LATELY = (
    (re.compile(r"позавчера|day before yesterday", re.IGNORECASE), 2),
    (re.compile(r"вчера|yesterday", re.IGNORECASE), 1),
    (re.compile(r"сегодня|today", re.IGNORECASE), 0),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """`amount` roubles on `day`, as far as they were told."""

    amount: Decimal | None
    day: date | None


def read(query: str, *, today: date) -> Asked:
    """The sum and the day in `query`; a day without a year is the last one that was."""
    day, rest = _day(query.replace("ё", "е"), today)
    found = SUM.search(rest)
    amount = Decimal((found[1] or found[2]).replace(",", ".")) if found else None
    return Asked(amount or None, day)


def _day(query: str, today: date) -> tuple[date | None, str]:
    """The day, and the words without it: its digits are no sum."""
    for words, ago in LATELY:
        if found := words.search(query):
            return today - timedelta(days=ago), _without(query, found)
    for found in DAY_IN_WORDS.finditer(query):
        if month := _month(found[2].lower()):
            return _last(int(found[1]), month, None, today), _without(query, found)
    if (found := DAY.search(query)) and (day := _last(int(found[1]), int(found[2]), found[3], today)):
        return day, _without(query, found)
    return None, query


def _month(word: str) -> int:
    return next((number for number, begins in enumerate(MONTHS, start=1) if word.startswith(begins)), 0)


def _last(day: int, month: int, year: str | None, today: date) -> date | None:
    years = [int(year) + (2000 if len(year) == 2 else 0)] if year else [today.year, today.year - 1]
    for each in years:
        try:
            found = date(each, month, day)
        except ValueError:
            continue
        if found <= today:
            return found
    return None


def _without(query: str, found: re.Match[str]) -> str:
    return f"{query[: found.start()]} {query[found.end() :]}"
