"""Sums that people type: «300», «300,50», «1 234.5 ₽»."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cabinet.core.digits import plain
from cabinet.core.errors import DomainError
from cabinet.core.money import format_rub

SUM = re.compile(r"(\d+)(?:[.,](\d{1,2}))?")
DIGITS = 9  # of roubles, at most: no sum here has more
AROUND = re.compile(r"[\s\u00a0\u202f']|₽|руб\.?|р\.?|rub", re.IGNORECASE)


class NotASum(DomainError):
    code = "not_a_sum"
    message = gettext_lazy("Напишите сумму цифрами: 300 или 300,50.")


class ZeroSum(NotASum):
    code = "zero_sum"
    message = gettext_lazy("Сумма должна быть больше нуля.")


class HugeSum(NotASum):
    code = "huge_sum"
    message = gettext_lazy("Сумма слишком большая. Напишите меньше.")


def parse_sum(text: str) -> Decimal:
    """`text` as roubles and kopecks, above zero. Raises `NotASum`; its subclasses say what is wrong with a number."""
    found = SUM.fullmatch(AROUND.sub("", plain(text)))
    if found is None:
        raise NotASum
    roubles, kopecks = found.groups()
    if len(roubles.lstrip("0")) > DIGITS:
        raise HugeSum
    amount = Decimal(f"{roubles}.{(kopecks or '0'):0<2}")
    if not amount:
        raise ZeroSum
    return amount


class SumField(forms.CharField):
    """A sum of roubles, in any way of writing; what was typed stays in the field. Between `least` and `most`."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, *, least: Decimal | None = None, most: Decimal | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Сумма, ₽"))
        kwargs.setdefault("max_length", 30)
        kwargs.setdefault("error_messages", {"required": NotASum.message, "max_length": NotASum.message})
        super().__init__(**kwargs)
        self.least, self.most = least, most

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            amount = parse_sum(text)
        except NotASum as error:
            raise self._bound(isinstance(error, ZeroSum), isinstance(error, HugeSum)) or forms.ValidationError(
                str(error), code=error.code
            ) from error
        wrong = self._bound(
            self.least is not None and amount < self.least, self.most is not None and amount > self.most
        )
        if wrong:
            raise wrong
        return amount

    def _bound(self, too_small: bool, too_large: bool) -> forms.ValidationError | None:
        """The bound that was passed, where there is one."""
        if too_small and self.least is not None:
            return forms.ValidationError(_("Не меньше %(sum)s.") % {"sum": format_rub(self.least)}, code="too_small")
        if too_large and self.most is not None:
            return forms.ValidationError(_("Не больше %(sum)s.") % {"sum": format_rub(self.most)}, code="too_large")
        return None
