"""What is kept of borrowing (A15)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from billing.models import TrustPayment
from cabinet.accounts.models import User
from cabinet.accounts.personal.own import number_for
from cabinet.core.personal_data import PersonalData, Row


def _loans(user: User, now: datetime) -> Iterator[Row]:
    mine = TrustPayment.objects.filter(account__contract__owner=user).select_related("line__contract")
    for loan in mine.order_by("pk").iterator():
        yield {
            "at": loan.taken_at,
            "number": number_for(user, loan.line),
            "amount": loan.amount,
            "fee": loan.fee,
            "due": loan.due_at,
            "state": loan.get_status_display(),
        }


LOANS = PersonalData(
    name="trust_payments",
    models=("billing.TrustPayment",),
    about=_("Доверительные платежи: сколько взяли, за какую плату и когда вернули."),
    fields={
        "at": _("Когда"),
        "number": _("Номер"),
        "amount": _("Сумма"),
        "fee": _("Плата"),
        "due": _("Вернуть до"),
        "state": _("Состояние"),
    },
    export=_loans,
    kept_because=_("Закон о бухгалтерском учёте обязывает хранить движения денег не меньше пяти лет."),
)
