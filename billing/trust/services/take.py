"""Borrowing: terms agreed to, the sum on the account at once (B7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from billing.causes import Cause
from billing.kinds import EntryKind
from billing.models import Account, TrustPayment
from billing.services.ledger import open_account, post
from billing.trust.errors import NotTheOwner, TermsChanged
from billing.trust.selectors import Offer, offer_for
from billing.trust.telling import tell_taken
from cabinet.accounts.access import Right, require
from cabinet.accounts.hearing import may_hear
from cabinet.accounts.models import Line, User
from cabinet.core.channels import Channel
from cabinet.core.errors import NotFound

REMIND_BEFORE = timedelta(days=1)  # before it is due


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """What the person saw and said yes to, in roubles."""

    amount: Decimal
    fee: Decimal


def take(
    *, line: Line, by: User | None, channel: Channel, key: UUID, now: datetime, agreed: Agreed | None = None
) -> TrustPayment:
    """Lend to the account of `line` what is offered to it now. The same `key` again returns the loan that it made.

    `by` is the owner, or None for a telephone behind which nobody is known yet. With `agreed`, other terms lend
    nothing. Raises `NotFound`, `NotTheOwner`, `TermsChanged`, and what `offer_for` raises.
    """
    with transaction.atomic():
        line = Line.objects.select_for_update(no_key=True, of=("self",)).select_related("contract").get(pk=line.pk)
        _refuse_others(line, by, now)  # of the contract that it belongs to now
        purse = open_account(contract=line.contract)
        account = Account.objects.select_for_update(no_key=True).get(pk=purse.pk)
        before = TrustPayment.objects.filter(public_id=key).first()
        if before is not None:
            if before.account_id != account.pk:
                raise NotFound
            return before
        offer = offer_for(line=line, account=account, now=now)
        if agreed is not None and (agreed.amount, agreed.fee) != (offer.amount, offer.fee):
            raise TermsChanged
        loan = _lend(account=account, line=line, offer=offer, by=by, channel=channel, key=key, now=now)
        tell_taken(loan, now)
        return loan


def _refuse_others(line: Line, by: User | None, now: datetime) -> None:
    if by is not None:
        require(by, line, Right.MOVE_MONEY, now)
    elif not may_hear(line, Right.MOVE_MONEY, now=now):
        raise NotTheOwner


def _lend(
    *, account: Account, line: Line, offer: Offer, by: User | None, channel: Channel, key: UUID, now: datetime
) -> TrustPayment:
    facts = {"fee": offer.fee, "due": offer.due_at.isoformat()}
    entry = post(
        account=account,
        amount=offer.amount,
        kind=EntryKind.TRUST,
        reference=f"trust:{key}",
        now=now,
        line=line,
        cause=Cause(source="trust", source_id=str(key), facts={name: str(fact) for name, fact in facts.items()}),
        channel=channel,
        made_by=by,
    )
    Account.objects.filter(pk=account.pk).update(owed=offer.whole)
    return TrustPayment.objects.create(
        public_id=key,
        account=account,
        line=line,
        made_by=by,
        channel=channel,
        amount=offer.amount,
        fee=offer.fee,
        below_floor=offer.below_floor,
        taken_at=now,
        due_at=offer.due_at,
        next_try_at=_first_look(offer.due_at, now),
        entry=entry,
    )


def _first_look(due_at: datetime, now: datetime) -> datetime:
    """When the sweep first looks at it: the day before it is due, to remind; a loan of a day is not reminded of."""
    remind_at = due_at - REMIND_BEFORE
    return remind_at if remind_at > now else due_at
