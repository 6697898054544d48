"""What a telephone may ask: what may be borrowed, or is owed, and to borrow it, as the page does (N4)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from billing.models import TrustPayment, TrustStatus
from billing.trust import texts
from billing.trust.errors import DebtOpen, NotOffered, NotTheOwner
from billing.trust.selectors import standing_of
from billing.trust.services.take import take
from cabinet.accounts.access import Right
from cabinet.accounts.hearing import may_hear, person_behind
from cabinet.accounts.models import Line, User
from cabinet.accounts.services.codes import TWICE
from cabinet.core.aloud import rub_aloud
from cabinet.core.commands import Caller, Command, Fields
from cabinet.core.money import plain_rub
from cabinet.core.templatetags.portal import written_date
from cabinet.sms.texts import SmsTemplate, render


def _terms(caller: Caller, _fields: Fields, now: datetime) -> str:
    """The terms, or the debt. Raises `NotTheOwner`, and what keeps the number from borrowing."""
    _owner(caller, now)
    standing = standing_of(line=caller.line, now=now)
    if standing.debt is not None:
        return _said(caller, texts.OWED, day=standing.debt.due_at, left=standing.debt.left)
    offer = standing.offer
    if offer is None:
        raise standing.refusal or NotOffered
    template = texts.OFFERED_ALOUD if caller.listens else texts.OFFERED
    return _said(caller, template, day=offer.due_at, sum=offer.amount, fee=offer.fee, whole=offer.whole)


def _take(caller: Caller, _fields: Fields, now: datetime) -> str:
    """Borrow by the terms of now. Dialled twice within a minute, it says again what was done. Raises as `take`."""
    by = _owner(caller, now)
    try:
        loan = take(line=caller.line, by=by, channel=caller.channel, key=uuid4(), now=now)
    except DebtOpen:
        just_now = _just_taken(caller.line, now)
        if just_now is None:
            raise
        loan = just_now
    balance = loan.entry.balance_after
    return _said(caller, texts.TAKEN_BY_COMMAND, day=loan.due_at, sum=loan.amount, whole=loan.whole, balance=balance)


def _just_taken(line: Line, now: datetime) -> TrustPayment | None:
    loans = TrustPayment.objects.filter(account__contract=line.contract_id, line=line, status=TrustStatus.OPEN)
    return loans.select_related("entry").filter(taken_at__gt=now - TWICE).first()


def _owner(caller: Caller, now: datetime) -> User | None:
    """Who borrows by the telephone; None where nobody came in by this line yet. Raises `NotTheOwner`."""
    if not may_hear(caller.line, Right.MOVE_MONEY, now=now):
        raise NotTheOwner
    return person_behind(caller.line)


def _said(caller: Caller, template: SmsTemplate, *, day: datetime, **sums: Decimal) -> str:
    """The answer in the caller's language: sums as an SMS writes them, or as a voice reads them."""
    local = day.astimezone(ZoneInfo(caller.line.contract.time_zone))
    with translation.override(caller.language):
        facts = {
            name: f"{rub_aloud(amount, caller.language)}." if caller.listens else plain_rub(amount)
            for name, amount in sums.items()
        }
        return render(template.name, caller.language, day=written_date(local, with_year=False), **facts)


COMMANDS = (
    Command(
        name="billing.trust",
        ussd="*141#",
        sms=("ДОВЕРИТЕЛЬНЫЙ", "TRUST"),
        about=_("деньги взаймы"),
        run=_terms,
    ),
    Command(
        name="billing.trust_take",
        ussd="*141*1#",
        sms=("ДОВЕРИТЕЛЬНЫЙ ДА", "TRUST YES"),
        about=_("взять взаймы"),
        run=_take,
        listed=False,  # the answer to the other one tells it
    ),
)
