"""One movement of money with everything that is known of it (B13)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from billing.explain.explanations import explanations
from billing.explain.regular import Regular, regular_of
from billing.explain.who import who_made
from billing.models import AccountKind, Entry
from billing.selectors import Movement
from cabinet.accounts.access import Right, allowed, require
from cabinet.accounts.models import User
from cabinet.core.errors import NotFound
from cabinet.core.explaining import Asking, Way, Words
from cabinet.requests.models import Request


@dataclass(frozen=True, kw_only=True)
class Explained:
    """A movement as one person may know it. `request` is None where it is none of theirs; `undoes` is what the movement
    gives back, `undone` what was given back of it, `left` roubles of it are still not. `regular` are the equal charges
    that it is one of."""

    movement: Movement
    rule: Words
    facts: Sequence[tuple[Words, Words]]
    ways: Sequence[Way]
    who: str
    request: Request | None
    undoes: Movement | None
    undone: list[Movement]
    regular: Regular | None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.entry.account.contract.time_zone)

    @property
    def entry(self) -> Entry:
        return self.movement.entry

    @property
    def channel_tells_more(self) -> bool:
        """Where `who` is a machine or staff, by which channel is said already."""
        return not self.who or (self.entry.made_by is not None and not self.entry.made_by.is_staff)

    @property
    def left(self) -> Decimal:
        return abs(self.entry.amount + sum((each.amount for each in self.undone), Decimal(0)))


def find(*, user: User, public_id: UUID, now: datetime) -> Movement:
    """A movement that `user` may see: the owner of the contract any, others those of a line whose entries they see.

    Raises `NotFound`.
    """
    entry = (
        Entry.objects.select_related("account__contract", "line__contract", "made_by", "reverses")
        .filter(public_id=public_id)
        .first()
    )
    if entry is None:
        raise NotFound
    if allowed(user, entry.account, Right.SEE_ACCOUNT, now):
        return Movement(entry, whole=True)
    if entry.line is None or entry.account.kind != AccountKind.MAIN:
        raise NotFound
    require(user, entry.line, Right.SEE_ENTRIES, now)
    return Movement(entry, whole=False)


def explained(*, user: User, public_id: UUID, now: datetime) -> Explained:
    """Everything about one movement that `user` may know. Raises `NotFound` like `find`."""
    movement = find(user=user, public_id=public_id, now=now)
    entry = movement.entry
    asking = Asking(user=user, line=entry.line, owns=movement.whole, now=now)
    said = explanations([entry], asking)[entry.pk]
    return Explained(
        movement=movement,
        rule=said.rule,
        facts=said.facts,
        ways=said.ways,
        who=who_made(entry, asking),
        request=_request(user, entry, now),
        undoes=next(iter(_beside(movement, [entry.reverses] if entry.reverses else [])), None),
        undone=_beside(movement, entry.reversals.order_by("seq")),
        regular=regular_of(movement, now=now),
    )


def _request(user: User, entry: Entry, now: datetime) -> Request | None:
    """The request that led to it, for who may see that request."""
    try:
        public_id = UUID(str(entry.cause.get("request") or ""))
    except ValueError:
        return None
    request = Request.objects.select_related("user", "line__contract").filter(public_id=public_id).first()
    return request if request and allowed(user, request, Right.SEE_REQUESTS, now) else None


def _beside(movement: Movement, entries: Iterable[Entry]) -> list[Movement]:
    """Of the same account, so the owner sees them; others only what is of the same line."""
    return [
        Movement(entry, movement.whole)
        for entry in entries
        if movement.whole or entry.line_id == movement.entry.line_id
    ]
