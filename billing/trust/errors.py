"""What is refused to who borrows, and why."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cabinet.core.errors import DomainError
from cabinet.core.money import format_rub
from cabinet.core.templatetags.portal import written_date


class NotTheOwner(DomainError):
    code = "trust_not_the_owner"
    message = gettext_lazy("Доверительный платёж берёт только владелец договора.")


class NotOffered(DomainError):
    code = "trust_not_offered"
    message = gettext_lazy("Для этого номера доверительного платежа пока нет.")


class NumberStopped(DomainError):
    code = "trust_number_stopped"
    message = gettext_lazy("Номер заблокирован. Сначала разблокируйте его.")


class TooYoung(DomainError):
    """The line is not old enough yet; from `opens_at` it is, in the time zone of its contract."""

    code = "trust_too_young"

    def __init__(self, opens_at: datetime) -> None:
        words = _("Доверительный платёж откроется %(day)s: номер у нас ещё недавно.")
        super().__init__(words % {"day": written_date(opens_at, with_year=True)})
        self.opens_at = opens_at


class DebtOpen(DomainError):
    """`left` roubles of the loan before are owed still."""

    code = "trust_debt_open"

    def __init__(self, left: Decimal) -> None:
        words = _("Прежний доверительный платёж ещё не погашен: осталось вернуть %(sum)s.")
        super().__init__(words % {"sum": format_rub(left)})
        self.left = left


class TermsChanged(DomainError):
    code = "trust_terms_changed"
    message = gettext_lazy("Условия изменились. Прочитайте новые и решите ещё раз.")
