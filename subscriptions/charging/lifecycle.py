"""The life of a subscription: switched on and paid for at once, switched off, taken back if the network will not.

Who calls holds the contract (`holding.hold`), and ends what has to end before starting anything (`writing`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from billing.causes import Cause
from billing.kinds import EntryKind
from billing.models import Entry
from billing.services.ledger import InsufficientFunds, Posting, post_many
from billing.usage.packages import set_rate
from cabinet.accounts.models import Line, User
from cabinet.core.channels import Channel
from cabinet.core.errors import DomainError
from cabinet.core.money import format_rub
from cabinet.requests.models import Request
from subscriptions.charging.periods import Period, day_of, nth
from subscriptions.charging.started import tell_started
from subscriptions.charging.wallets import Wallet, wallets
from subscriptions.charging.writing import Paid, cause_of, end_packages, give_packages, write_periods
from subscriptions.models import (
    ContentService,
    Every,
    Kind,
    Offering,
    PeriodCharge,
    Service,
    Status,
    Subscription,
    Tariff,
)


class BelowOwnLimit(DomainError):
    """There is money, but the owner chose that extras are not paid from below a threshold (B10)."""

    code = "below_own_limit"

    def __init__(self, *, missing: Decimal) -> None:
        words = _("Дополнения ниже вашего порога не подключаем: не хватает %(sum)s. Пополните счёт или измените порог.")
        super().__init__(words % {"sum": format_rub(missing)})
        self.missing = missing


def opening_period(offering: Offering, *, now: datetime, zone: ZoneInfo) -> Period | None:
    """The first period of what is switched on at `now`: it begins with this day. None if nothing is periodic."""
    if offering.every == Every.NEVER:
        return None
    return nth(anchor=day_of(now, zone), every=Every(offering.every), index=0, zone=zone)


def trial_end(offering: Offering, *, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Until when content is free for who never had it; None if it is not."""
    if not isinstance(offering, ContentService) or not offering.trial_days:
        return None
    first = day_of(now, zone) + timedelta(days=offering.trial_days)
    return datetime(first.year, first.month, first.day, tzinfo=zone)


def start(
    *,
    line: Line,
    offering: Offering,
    now: datetime,
    by: User | None,
    channel: Channel,
    request: Request | None = None,
    fee: Decimal | None = None,
    trial: bool = False,
    paid_until: datetime | None = None,
    pending: bool = False,
    due: datetime | None = None,
) -> Subscription:
    """Switch `offering` on for `line` at `now`: its fee and first period are paid at once, its packages are given.

    `fee` replaces the offering's own `connect_fee`. With `trial` the first period begins when the free days end. With
    `due`, a midnight, the run takes the first period, that begins then: nobody looked whether there is money for it;
    `paid_until` is the same where what was paid for before goes on until that midnight.
    `pending`: the network has to switch it on first; packages are given by `activate`. A tariff rates what begins from
    now on. Raises `InsufficientFunds`, `BelowOwnLimit`; whether `line` may have it is asked before.
    """
    zone = ZoneInfo(line.contract.time_zone)
    subscription = _row(line, offering, now=now, by=by, channel=channel, request=request)
    subscription.status = Status.PENDING if pending else Status.ACTIVE
    subscription.anchor = day_of(now, zone)
    free_until = trial_end(offering, now=now, zone=zone) if trial else None
    subscription.paid_until, due = paid_until, paid_until or due
    period = None if free_until or due else opening_period(offering, now=now, zone=zone)
    if free_until is not None:
        subscription.anchor = day_of(free_until, zone)
        subscription.trial_until = subscription.paid_until = subscription.due_at = free_until
    if due is not None:
        subscription.anchor = day_of(due, zone)
        subscription.due_at = None if offering.every == Every.NEVER else due
    if period is not None:
        subscription.periods, subscription.paid_until, subscription.due_at = 1, period.until, period.until
    subscription.save(force_insert=True)
    wallet = wallets([line.contract_id])[line.contract_id]
    first_fee = offering.connect_fee if fee is None else fee
    _require_money(wallet, subscription, first_fee + (offering.price if period else Decimal(0)))
    account = wallet.account_for(subscription)
    fees = [_fee(subscription, first_fee, account.pk, by=by, channel=channel, now=now)] if first_fee else []
    paid = [] if period is None else [Paid(subscription, period, offering.price, account.pk, now)]
    write_periods(paid, now=now, before=fees, packages=not pending)
    if isinstance(offering, Tariff):
        rate_by(offering, line=line, from_at=now)
    tell_started(subscription, now=now)
    return subscription


def rate_by(tariff: Tariff, *, line: Line, from_at: datetime) -> None:
    """What begins on `line` at `from_at` and later costs what `tariff` says."""
    set_rate(line=line, rate_card=tariff.rate_card, from_at=from_at)


def activate(subscription: Subscription, *, now: datetime) -> None:
    """The network has switched it on: it works, and the packages of the paid period are given. Whoever waited for it
    has moved a period that is over by then (`extras.services.beginning`)."""
    subscription.status = Status.ACTIVE
    subscription.save(update_fields=["status"])
    charge = last_paid(subscription)
    if charge is not None and charge.period_until > now:
        period = Period(subscription.periods - 1, charge.period_start, charge.period_until)
        give_packages([Paid(subscription, period, charge.amount, 0, max(now, charge.period_start))])


def end(subscriptions: Collection[Subscription], *, now: datetime, packages: bool = True) -> None:
    """Switch `subscriptions` off at once: nothing more is charged, what is left of their packages is lost, unless
    `packages` is false: then they stay until the end of their period."""
    if packages:
        end_packages(subscriptions, now=now)
    for subscription in subscriptions:
        subscription.status, subscription.ended_at, subscription.due_at = Status.ENDED, now, None
    Subscription.objects.filter(pk__in=[each.pk for each in subscriptions]).update(
        status=Status.ENDED, ended_at=now, due_at=None
    )


def end_when_paid_up(subscription: Subscription, *, now: datetime) -> bool:
    """Switch off what is paid for until later: it works until then, and is not charged again. What has nothing paid
    ahead ends at once; returns whether it did."""
    waits = subscription.paid_until is not None and subscription.paid_until > now
    if not waits or subscription.status not in (Status.ACTIVE, Status.PAUSED):
        end([subscription], now=now)
        return True
    subscription.ends_at = subscription.paid_until
    subscription.save(update_fields=["ends_at"])
    return False


def keep(subscription: Subscription) -> None:
    """Undo `end_when_paid_up` while it still works: it goes on as if nothing had been asked."""
    subscription.ends_at = None
    subscription.save(update_fields=["ends_at"])


def take_back(subscription: Subscription, *, now: datetime) -> Decimal:
    """Undo `start`, because the network refused: it ends, and all that was paid for it comes back.

    Returns the roubles. Taking back twice gives nothing more.
    """
    end([subscription], now=now)
    entries = Entry.objects.filter(
        line=subscription.line_id, cause__source=subscription.kind, cause__source_id=str(subscription.public_id)
    ).filter(amount__lt=0)
    return give_back(list(entries), now=now)


def give_back(entries: Sequence[Entry], *, now: datetime) -> Decimal:
    """Give the whole of `entries` back, each once; returns the roubles that they were."""
    rows = [
        Posting(
            account_id=entry.account_id,
            amount=-entry.amount,
            kind=EntryKind.REFUND,
            reference=f"undone:{entry.public_id}",
            line_id=entry.line_id,
            cause=Cause(**_kept(entry.cause)),
            reverses_id=entry.pk,
        )
        for entry in entries
    ]
    return sum((entry.amount for entry in post_many(rows, now=now)), Decimal(0))


def _kept(cause: dict[str, Any]) -> dict[str, Any]:
    return {name: cause[name] for name in ("name", "name_en", "source", "source_id", "request") if name in cause}


def _row(
    line: Line, offering: Offering, *, now: datetime, by: User | None, channel: Channel, request: Request | None
) -> Subscription:
    subscription = Subscription(
        line=line, code=offering.code, started_at=now, made_by=by, channel=channel, request=request
    )
    match offering:
        case Tariff():
            subscription.kind, subscription.tariff = Kind.TARIFF, offering
        case Service():
            subscription.kind, subscription.service = Kind.SERVICE, offering
        case ContentService():
            subscription.kind, subscription.content = Kind.CONTENT, offering
        case _:
            raise TypeError(f"{offering!r} cannot be held")
    return subscription


def _require_money(wallet: Wallet, subscription: Subscription, amount: Decimal) -> None:
    """In one go, so that the missing sum that is told is the whole of it."""
    missing = wallet.missing(subscription, amount)
    if not missing:
        return
    account = wallet.account_for(subscription)
    if account.balance - amount >= account.floor:
        raise BelowOwnLimit(missing=missing)
    raise InsufficientFunds(account_id=account.pk, missing=missing)


def _fee(
    subscription: Subscription, amount: Decimal, account_id: int, *, by: User | None, channel: Channel, now: datetime
) -> Posting:
    return Posting(
        account_id=account_id,
        amount=-amount,
        kind=EntryKind.FEE,
        reference=f"connect:{subscription.public_id}",
        line_id=subscription.line_id,
        cause=cause_of(subscription),
        channel=channel,
        occurred_at=now,
        made_by_id=by.pk if by else None,
    )


def last_paid(subscription: Subscription) -> PeriodCharge | None:
    """The period that was begun last, if any was."""
    return subscription.charges.select_related("entry").order_by("-period_start").first()
