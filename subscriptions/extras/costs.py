"""What switching a service on would cost, and how that is agreed to. Pure: counts what was read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from billing.models import AccountKind
from subscriptions.charging.lifecycle import opening_period
from subscriptions.extras.judging import Verdict
from subscriptions.extras.state import LineState
from subscriptions.models import Every, Kind, Service, Subscription

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Item:
    """One service of a wish: `fee` roubles once and `price` for the first period, both now; `next_at` is when `price`
    is taken again, None for what is not charged periodically."""

    service: Service
    fee: Decimal
    price: Decimal
    next_at: datetime | None

    @property
    def now(self) -> Decimal:
        return self.fee + self.price


@dataclass(frozen=True, slots=True)
class Cost:
    """`total` roubles are taken at once from a balance that becomes `after`. `missing`: how many are too few, of which
    the account has enough if `is_own_limit`: its owner does not let extras be paid from below a threshold."""

    items: tuple[Item, ...]
    total: Decimal
    after: Decimal
    missing: Decimal
    is_own_limit: bool
    fingerprint: str


def cost_of(state: LineState, verdict: Verdict) -> Cost:
    """The cost of what `verdict` would switch on for the line in `state`."""
    items = tuple(_item(state, service) for service in verdict.all_new)
    total = sum((item.now for item in items), NOTHING)
    wallet = state.wallet()
    missing = NOTHING
    for item in items:
        wanted = Subscription(kind=Kind.SERVICE, service=item.service)
        missing = max(missing, wallet.missing(wanted, item.now))
        wallet.take(wanted, item.now)
    account = wallet.accounts[AccountKind.MAIN]
    return Cost(
        items=items,
        total=total,
        after=account.balance - total,
        missing=missing,
        is_own_limit=bool(missing) and account.balance - total >= account.floor,
        fingerprint=_fingerprint(verdict, items),
    )


def _item(state: LineState, service: Service) -> Item:
    period = opening_period(service, now=state.now, zone=state.zone)
    price = service.price if service.every != Every.NEVER else NOTHING
    return Item(service, service.connect_fee, price, period.until if period is not None and service.price else None)


def _fingerprint(verdict: Verdict, items: tuple[Item, ...]) -> str:
    """The same as long as the same is switched on for the same money, and the same goes and stays."""
    new = [f"{item.service.pk}:{item.fee}:{item.price}:{item.service.every}" for item in items]
    gone = [f"-{each.public_id}" for each in verdict.instead]
    kept = [f"+{each.public_id}" for each in verdict.keeps]
    return hashlib.sha256("|".join([*new, *gone, *kept]).encode()).hexdigest()[:32]
