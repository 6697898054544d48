"""What is lent to a number, and what of it is owed (B7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Q

from billing.models import Account, AccountKind, LineRate, TrustPayment, TrustStatus, TrustTerms
from billing.trust.errors import DebtOpen, NotOffered, NumberStopped, TooYoung
from cabinet.accounts.models import Line, LineStatus
from cabinet.core.errors import DomainError

ZERO = Decimal("0.00")
HISTORY = 10  # loans before that the page lists


@dataclass(frozen=True, kw_only=True)
class Offer:
    """`amount` roubles at once, for `fee`; both together are due at `due_at` and come back from top-ups before."""

    amount: Decimal
    fee: Decimal
    due_at: datetime
    below_floor: bool

    @property
    def whole(self) -> Decimal:
        return self.amount + self.fee


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a number may borrow, or the `debt` that its account has, or why it may not. `balance` is in roubles."""

    balance: Decimal
    debt: TrustPayment | None
    offer: Offer | None
    refusal: DomainError | None
    before: Sequence[TrustPayment]

    @property
    def owed(self) -> Decimal:
        """What comes back from the next top-up: of the debt, or of what is offered."""
        if self.debt is not None:
            return self.debt.left
        return self.offer.whole if self.offer else ZERO

    def repaid_from(self, top_up: Decimal) -> Decimal:
        """How much of a top-up goes to the debt: it is repaid first, in part if there is less."""
        return min(top_up, self.owed)


def standing_of(*, line: Line, now: datetime) -> Standing:
    """For the page about `line`, which has its contract. Who may see it is asked by the caller."""
    account = Account.objects.filter(contract=line.contract_id, kind=AccountKind.MAIN).first()
    loans = TrustPayment.objects.filter(account=account).order_by("-pk") if account else TrustPayment.objects.none()
    newest = list(loans[: HISTORY + 1])
    debt = next((loan for loan in newest if loan.status == TrustStatus.OPEN), None)
    offer, refusal = None, None
    try:
        offer = offer_for(line=line, account=account, now=now)
    except DomainError as error:
        refusal = error
    return Standing(
        balance=account.balance if account else ZERO,
        debt=debt,
        offer=offer,
        refusal=refusal,
        before=[loan for loan in newest if loan is not debt],
    )


def offer_for(*, line: Line, account: Account | None, now: datetime) -> Offer:
    """What would be lent to `line` now: of the terms for its card and its age, the largest sum.

    Raises `DebtOpen`, `NumberStopped`, `TooYoung`, `NotOffered`.
    """
    if account is not None and account.owed:
        raise DebtOpen(account.owed)
    if line.status != LineStatus.ACTIVE or line.closed_at is not None:
        raise NumberStopped
    zone = ZoneInfo(line.contract.time_zone)
    terms = _terms_of(line, now)
    if not terms:
        raise NotOffered
    ripe = [each for each in terms if line.opened_at + timedelta(days=each.min_age_days) <= now]
    if not ripe:
        soonest = min(each.min_age_days for each in terms)
        raise TooYoung((line.opened_at + timedelta(days=soonest)).astimezone(zone))
    best = max(ripe, key=lambda each: (each.amount, -each.fee, each.days, each.pk))
    return Offer(
        amount=best.amount,
        fee=best.fee,
        due_at=now.astimezone(zone) + timedelta(days=best.days),  # the same hour by the contract's clock
        below_floor=best.below_floor,
    )


def _terms_of(line: Line, now: datetime) -> list[TrustTerms]:
    card = LineRate.objects.filter(line=line, from_at__lte=now).order_by("-from_at").values("rate_card")[:1]
    return list(TrustTerms.objects.filter(Q(rate_card=None) | Q(rate_card=card), is_on=True))
