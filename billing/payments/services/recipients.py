"""Whose account a typed number means. What is said of a number that cannot be paid for is the same for all of them."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import Line, User
from cabinet.core.errors import DomainError
from cabinet.core.limits import allow
from cabinet.core.phones import parse


class CannotTopUp(DomainError):
    """Nobody's number, another operator's, or one that was closed: which of them is not told."""

    code = "cannot_top_up"
    message = _("Этот номер пополнить нельзя. Проверьте цифры: возможно, он другого оператора.")


class TooManyNumbers(DomainError):
    code = "too_many_numbers"
    message = _("Слишком много разных номеров подряд. Попробуйте через час.")


def line_called(text: str, *, payer: User) -> Line:
    """The open line of the number `text`. Raises `NotANumber`, `CannotTopUp`, `TooManyNumbers`.

    Every attempt counts, right or wrong: who goes through a list of numbers does not learn who is with us.
    """
    msisdn = parse(text)
    for each in settings.OTHER_NUMBERS:
        if not allow(each, "payments-number", str(payer.pk)):
            raise TooManyNumbers
    line = Line.objects.filter(msisdn=msisdn, closed_at=None).select_related("contract").first()
    if line is None:
        raise CannotTopUp
    return line
