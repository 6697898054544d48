"""Roubles: how they are rounded and how they are written."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import get_language

KOPECK = Decimal("0.01")
NBSP = "\u00a0"
MINUS = "\u2212"


def round_rub(amount: Decimal) -> Decimal:
    """`amount` roubles rounded half up to a kopeck (the half goes away from zero): once for each event, never a sum."""
    return amount.quantize(KOPECK, rounding=ROUND_HALF_UP)


def format_rub(amount: Decimal, *, signed: bool = False) -> str:
    """`1 234,50 ₽` in Russian, `1,234.50 ₽` in English; no-break spaces, a true minus, and a plus if `signed`."""
    digits = f"{abs(amount):,.2f}"
    if get_language() != "en":
        digits = digits.replace(",", NBSP).replace(".", ",")
    sign = MINUS if amount < 0 else "+" if signed and amount > 0 else ""
    return f"{sign}{digits}{NBSP}₽"


def plain_rub(amount: Decimal) -> str:
    """`1234,50 руб.` in Russian, `RUB 1234.50` in English: for SMS and USSD, whose telephones may know neither ₽ nor a
    no-break space, and where each other character costs an English text half of its length."""
    digits = f"{amount:.2f}"
    return f"RUB {digits}" if get_language() == "en" else f"{digits.replace('.', ',')} руб."
