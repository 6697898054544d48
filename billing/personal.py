"""What the ledger keeps of people (A15)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from billing.models import AccountKind
from billing.periods import Period, today
from billing.selectors import View, export, statement
from cabinet.accounts.access import Right, allowed
from cabinet.accounts.models import Contract, User
from cabinet.accounts.personal.own import own_lines
from cabinet.core.personal_data import PersonalData, Row

BEGINNING = date(2000, 1, 1)  # before any entry


def _operations(user: User, now: datetime) -> Iterator[Row]:
    """What the pages show: of one's own contracts every movement, of a line that one proved by its code that line's."""
    for view, contract in _views(user, now):
        zone = ZoneInfo(contract.time_zone)
        period = Period(BEGINNING, today(now, zone), zone)
        for chunk in export(of=statement(view=view, period=period)):
            for movement in chunk:
                line = movement.line
                yield {
                    "contract": contract.number if view.whole else "",
                    "account": view.kind.label,
                    "at": movement.posted_at.astimezone(zone),
                    "what": movement.title,
                    "number": (line.msisdn or line.number) if line else "",
                    "amount": movement.amount,
                    "balance_after": movement.balance_after,
                }


def _views(user: User, now: datetime) -> Iterator[tuple[View, Contract]]:
    for contract in Contract.objects.filter(owner=user).order_by("pk"):
        for kind in AccountKind:
            yield View(contract.pk, kind, None), contract
    for line in own_lines(user).exclude(contract__owner=user):
        if allowed(user, line, Right.SEE_ENTRIES, now):
            yield View(line.contract_id, AccountKind.MAIN, line), line.contract


OPERATIONS = PersonalData(
    name="operations",
    models=("billing.Account", "billing.Entry", "billing.Bill", "billing.BillRow"),
    about=_("Все пополнения и списания. В них нет имён: только договор, номер и за что."),
    fields={
        "contract": _("Номер договора"),
        "account": _("Счёт"),
        "at": _("Когда"),
        "what": _("За что"),
        "number": _("Номер"),
        "amount": _("Сумма"),
        "balance_after": _("Стало на счёте"),
    },
    export=_operations,
    kept_because=_("Закон о бухгалтерском учёте обязывает хранить движения денег не меньше пяти лет."),
)
