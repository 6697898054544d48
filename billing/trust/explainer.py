"""«За что?» of money lent and returned (B13)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from billing.causes import worded
from billing.explain.rules import RULES
from billing.models import Entry, TrustPayment
from cabinet.core.explaining import Asking, Explanation, Way, Words
from cabinet.core.money import format_rub
from cabinet.core.templatetags.portal import written_date


def explain(entries: Sequence[Any], asking: Asking) -> dict[int, Explanation]:
    """Each with the loan that it is of."""
    keys = {key for entry in entries if (key := _key(entry))}
    loans = {loan.public_id: loan for loan in TrustPayment.objects.select_related("line").filter(public_id__in=keys)}
    return {
        entry.pk: _said(entry, loan, asking)
        for entry in entries
        if (key := _key(entry)) and (loan := loans.get(key)) and loan.account_id == entry.account_id
    }


def _said(entry: Entry, loan: TrustPayment, asking: Asking) -> Explanation:
    zone = ZoneInfo(entry.account.contract.time_zone)
    page = f"{reverse('payments-trust')}?line={loan.line.public_id}"
    ways = (Way(_("Доверительный платёж"), page, "clock"),) if asking.owns and loan.line.closed_at is None else ()
    return Explanation(rule=worded(RULES, entry.kind, entry.cause), facts=list(_facts(loan, zone)), ways=ways)


def _facts(loan: TrustPayment, zone: ZoneInfo) -> Iterator[tuple[Words, Words]]:
    yield _("Дали взаймы"), format_rub(loan.amount)
    yield _("Плата"), format_rub(loan.fee)
    yield _("Взят"), written_date(loan.taken_at.astimezone(zone), with_year=True)
    if loan.repaid_at is None:
        yield _("Вернуть до"), written_date(loan.due_at.astimezone(zone), with_year=True)
        yield _("Осталось вернуть"), format_rub(loan.left)
    else:
        yield _("Погашен"), written_date(loan.repaid_at.astimezone(zone), with_year=True)


def _key(entry: Entry) -> UUID | None:
    try:
        return UUID(str(entry.cause.get("source_id") or ""))
    except ValueError:
        return None
