"""What switching a service off would mean: until when it works, and what goes with it. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from subscriptions.extras.judging import dependents
from subscriptions.extras.state import LineState
from subscriptions.models import Status, Subscription


@dataclass(frozen=True, slots=True)
class End:
    """That `subscription` works until `at`; None: it ends at once."""

    subscription: Subscription
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Parting:
    """`own` is the end of what is switched off, `others` those of what needs it. None of them is charged again."""

    own: End
    others: tuple[End, ...]

    @property
    def all(self) -> tuple[End, ...]:
        return (self.own, *self.others)

    @property
    def fingerprint(self) -> str:
        """The same as long as the same ends at the same time."""
        ends = [f"{end.subscription.public_id}:{end.at and end.at.isoformat()}" for end in self.all]
        return hashlib.sha256("|".join(ends).encode()).hexdigest()[:32]


def parting_of(state: LineState, subscription: Subscription) -> Parting:
    """What ends if `subscription`, a service of the line in `state`, is switched off."""
    at = paid_ahead(subscription, now=state.now)
    others = dependents(state, [subscription])
    return Parting(End(subscription, at), tuple(End(other, _with(other, at, state.now)) for other in others))


def paid_ahead(subscription: Subscription, *, now: datetime) -> datetime | None:
    """Until when `subscription` works if nothing more is paid; None if nothing is paid ahead."""
    works = subscription.status in (Status.ACTIVE, Status.PAUSED)
    until = subscription.paid_until
    return until if works and until is not None and until > now else None


def _with(other: Subscription, at: datetime | None, now: datetime) -> datetime | None:
    """The end of `other`, which needs what ends `at`: not later, and not later than it ends anyway."""
    if at is None or other.status not in (Status.ACTIVE, Status.PAUSED):
        return None
    own = paid_ahead(other, now=now) if other.paid_until is not None else at
    return None if own is None else min(each for each in (own, at, other.ends_at) if each is not None)
