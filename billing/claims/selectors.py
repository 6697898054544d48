"""Claims: who may make one, and those that wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet, Sum
from django.db.models.functions import Abs

from billing.claims.rules import CHARGES, left_of, reasons_for
from billing.kinds import EntryKind
from billing.models import AccountKind, Claim, ClaimReason, ClaimStatus, Entry, Payment
from billing.models.claims import UNDECIDED
from billing.periods import Period, today
from cabinet.accounts.access import Right, allowed
from cabinet.accounts.models import Contract, User
from cabinet.core.errors import NotFound

QUEUE = 100  # claims of each state on the desk's page
LATELY = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimable:
    """An entry of which `left` roubles may be claimed back for one of `reasons`. `standing` is the claim that is not
    decided yet, whoever made it."""

    entry: Entry
    left: Decimal
    reasons: tuple[ClaimReason, ...]
    standing: Claim | None


def claimable(*, user: User, public_id: UUID, now: datetime) -> Claimable:
    """What `user` may claim back of an entry: the owner of the contract anything, who manages a line its own charges,
    and who paid their payment, to whatever number it went.

    Raises `NotFound` for anybody else, and for what is never given back.
    """
    entry = Entry.objects.select_related("account__contract", "line__contract").filter(public_id=public_id).first()
    if entry is None or not reasons_for(entry) or not may_claim(user, entry, now):
        raise NotFound
    return Claimable(entry=entry, left=left_of(entry), reasons=reasons_for(entry), standing=standing_claim(entry))


def may_claim(user: User, entry: Entry, now: datetime) -> bool:
    """Whether `user` may ask for the money of `entry`."""
    if allowed(user, entry.account, Right.SEE_ACCOUNT, now):
        return True
    if entry.kind == EntryKind.PAYMENT:
        return not user.is_staff and Payment.objects.filter(entry=entry, payer=user).exists()
    if entry.kind not in CHARGES or entry.line is None or entry.account.kind != AccountKind.MAIN:
        return False
    return allowed(user, entry.line, Right.SEE_ENTRIES, now) and allowed(user, entry.line, Right.MANAGE, now)


def standing_claim(entry: Entry) -> Claim | None:
    """The one claim about `entry` that waits for a decision."""
    return Claim.objects.select_related("request").filter(entry=entry, status__in=UNDECIDED).first()


def last_claim(entry: Entry) -> Claim | None:
    """The newest claim about `entry`."""
    return Claim.objects.select_related("request").filter(entry=entry).order_by("-pk").first()


def queue(status: ClaimStatus) -> list[Claim]:
    """Claims in a state, the oldest first."""
    return list(_with_all().filter(status=status).order_by("pk")[:QUEUE])


def find_claim(request_id: UUID) -> Claim:
    """The claim of a request. Raises `NotFound`. Who may see it is the caller's question (`Right.DECIDE`)."""
    claim = _with_all().filter(request__public_id=request_id).first()
    if claim is None:
        raise NotFound
    return claim


def returned_lately(contract: Contract, now: datetime) -> list[Claim]:
    """What the accounts of `contract` got back by claims in the last three months, for who decides the next one."""
    found = _with_all().filter(entry__account__contract=contract, decided_at__gte=now - LATELY)
    return list(found.filter(status=ClaimStatus.RETURNED).order_by("-decided_at")[:QUEUE])


def returned_alone(contract: Contract, now: datetime) -> Decimal:
    """Roubles that one person's word gave back, or took back, on `contract` since its midnight."""
    zone = ZoneInfo(contract.time_zone)
    day = today(now, zone)
    found = Claim.objects.filter(
        status=ClaimStatus.RETURNED,
        forwarded_by=None,
        decided_at__gte=Period(day, day, zone).start,
        entry__account__contract=contract,
    )
    total: Decimal | None = found.aggregate(sum=Sum(Abs("refund__amount")))["sum"]
    return total or Decimal(0)


def _with_all() -> QuerySet[Claim]:
    return Claim.objects.select_related(
        "request__user", "entry__account__contract", "entry__line", "refund", "forwarded_by", "decided_by"
    )
