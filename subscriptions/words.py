"""How prices and days of what is charged are said: the same on every page, in SMS and in reports."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from cabinet.core.money import format_rub, plain_rub


def price_words(price: Decimal, every: str, *, plain: bool = False) -> str:
    """«550,00 ₽ в месяц», «30,00 ₽ в день»; «бесплатно» for what costs nothing. `every` is a value of `models.Every`;
    `plain`: as an SMS writes sums, «30,00 руб. в день»."""
    if not price:
        return _("бесплатно")
    words = {"day": _("%(sum)s в день"), "month": _("%(sum)s в месяц")}
    return words.get(every, "%(sum)s") % {"sum": plain_rub(price) if plain else format_rub(price)}


def quoted(names: Iterable[str]) -> str:
    """«Антиспам», «Гудок»: names of what is on sale, in the person's quotation marks."""
    return ", ".join(_("«%(name)s»") % {"name": name} for name in names)
