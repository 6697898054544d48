"""What subscribing to content would mean for a line: judged and shown by the same code that then does it (T10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from billing.models import Account, AccountKind
from billing.services.ledger import InsufficientFunds
from cabinet.accounts.models import Line, LineStatus
from cabinet.core.errors import DomainError, NotFound
from subscriptions.charging.lifecycle import BelowOwnLimit, opening_period, trial_end
from subscriptions.charging.wallets import Wallet
from subscriptions.content.errors import ContentForbidden, HeldAlready, NoPhoneHere, NumberStopped
from subscriptions.content.selectors import ban_of, had_before
from subscriptions.models import ContentService, Kind, Status, Subscription
from subscriptions.selectors import live, on_sale

ZERO = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What `line` would pay for `content`, subscribed to at a moment. Sums are roubles.

    `free_until`: the end of its free days; `paid_until`: what was paid for before goes on until then. `now_sum` is
    taken at once, from the account of `account`; `missing` of it is not there, or, with `by_own_limit`, is below what
    the owner wants to keep (B10).
    """

    line: Line
    content: ContentService
    free_until: datetime | None
    paid_until: datetime | None
    now_sum: Decimal
    next_at: datetime | None
    account: AccountKind
    missing: Decimal
    by_own_limit: bool

    @property
    def from_content_account(self) -> bool:
        return self.account == AccountKind.CONTENT

    @property
    def fee(self) -> Decimal:
        """Taken once, besides the price; not again by who has paid for today already."""
        return ZERO if self.paid_until else self.content.connect_fee

    @property
    def shortage(self) -> DomainError | None:
        """What keeps it from being paid for."""
        if not self.missing:
            return None
        return (
            BelowOwnLimit(missing=self.missing)
            if self.by_own_limit
            else InsufficientFunds(account_id=0, missing=self.missing)
        )


def sold(*, line: Line, code: str, now: datetime) -> ContentService:
    """The version of `code` that `line` can have at `now`. Raises `NotFound`."""
    found = on_sale(ContentService, line=line, now=now).filter(code=code).select_related("provider").first()
    if found is None:
        raise NotFound
    return found


def refuse(*, line: Line, content: ContentService) -> None:
    """Raise what keeps `line` from having `content` at all: `HeldAlready`, `ContentForbidden`, `NumberStopped`."""
    held = list(live([line]))
    if any(each.kind == Kind.CONTENT and each.code == content.code for each in held):
        raise HeldAlready
    if ban_of(line) is not None:
        raise ContentForbidden
    if line.msisdn is None:
        raise NoPhoneHere
    suspended = any(each.kind == Kind.TARIFF and each.status == Status.SUSPENDED for each in held)
    if line.status != LineStatus.ACTIVE or suspended:
        raise NumberStopped


def plan(*, line: Line, content: ContentService, now: datetime) -> Plan:
    """What it would mean at `now`. Nothing is locked: who acts on it asks again under the lock."""
    zone = ZoneInfo(line.contract.time_zone)
    before = had_before(line, content.code)
    free_until = trial_end(content, now=now, zone=zone) if before is None else None
    paid_until = before.paid_until if before and before.paid_until and before.paid_until > now else None
    period = None if free_until or paid_until else opening_period(content, now=now, zone=zone)
    fee = ZERO if paid_until else content.connect_fee
    now_sum = fee + (content.price if period else ZERO)
    wallet, wish = _wallet(line), Subscription(line=line, kind=Kind.CONTENT, code=content.code, content=content)
    account, missing = wallet.account_for(wish), wallet.missing(wish, now_sum)
    return Plan(
        line=line,
        content=content,
        free_until=free_until,
        paid_until=paid_until,
        now_sum=now_sum,
        next_at=free_until or paid_until or (period.until if period else None),
        account=AccountKind(account.kind),
        missing=missing,
        by_own_limit=bool(missing) and account.balance - now_sum >= account.floor,
    )


def _wallet(line: Line) -> Wallet:
    accounts = {AccountKind(each.kind): each for each in Account.objects.filter(contract=line.contract_id)}
    return Wallet({AccountKind.MAIN: Account(contract_id=line.contract_id, kind=AccountKind.MAIN), **accounts})
