"""What the owner is told of a loan: that it was taken, is due tomorrow, is over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from billing.models import Account, TrustPayment
from billing.telling import tell_owner, top_up_key
from billing.trust import texts
from billing.watchers import Moved
from cabinet.accounts.models import Line
from cabinet.core.money import plain_rub
from cabinet.core.templatetags.portal import written_date
from cabinet.sms.texts import SmsTemplate


def day_of(loan: TrustPayment) -> str:
    """The day on which it is due, by the contract's clock, in the language that is active."""
    zone = ZoneInfo(loan.line.contract.time_zone)
    return written_date(loan.due_at.astimezone(zone), with_year=False)


def tell_taken(loan: TrustPayment, now: datetime) -> None:
    """At once, at night too: whoever did not borrow has to know."""
    _tell(
        loan,
        texts.TAKEN,
        lambda: {"sum": plain_rub(loan.amount), "whole": plain_rub(loan.whole), "day": day_of(loan)},
        now,
    )


def tell_due(loan: TrustPayment, balance: Decimal, now: datetime) -> None:
    _tell(
        loan,
        texts.DUE,
        lambda: {"left": plain_rub(loan.left), "day": day_of(loan), "balance": plain_rub(balance)},
        now,
    )


def tell_repaid(loans: Iterable[TrustPayment], now: datetime, came: Mapping[int, Moved]) -> None:
    """Called in the transaction of the repayment, so the balance is the one after it. `came`: the top-ups that repaid
    them, by account."""
    ended = {loan.pk: loan for loan in loans}
    if not ended:
        return
    balances = dict(Account.objects.filter(trust_payments__in=ended).values_list("pk", "balance"))
    lines = Line.objects.select_related("contract__owner").in_bulk([loan.line_id for loan in ended.values()])
    for loan in ended.values():
        loan.line = lines[loan.line_id]
        _tell_repaid(loan, balances[loan.account_id], now, came.get(loan.account_id))


def _tell_repaid(loan: TrustPayment, balance: Decimal, now: datetime, by: Moved | None) -> None:
    """Of a top-up as well, if it was one: nobody gets two messages of the same money."""
    if by is None:
        _tell(loan, texts.REPAID, lambda: {"balance": plain_rub(balance)}, now)
        return
    facts = {"sum": plain_rub(by.topped_up), "balance": plain_rub(balance)}
    key = top_up_key(account_id=by.account_id, seq=by.last_seq)
    _tell(loan, texts.REPAID_BY_TOP_UP, lambda: dict(facts), now, key)


def _tell(
    loan: TrustPayment,
    template: SmsTemplate,
    facts: Callable[[], dict[str, object]],
    now: datetime,
    dedup_key: str = "",
) -> None:
    tell_owner(
        line=loan.line,
        event=texts.TRUST.name,
        template=template.name,
        facts=lambda _language: facts(),
        now=now,
        dedup_key=dedup_key or f"{template.name}:{loan.public_id}",
    )
