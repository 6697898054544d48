"""How much an account may send now: judged under its lock, when a transfer begins and when its code was typed.

The figures stand in `cabinet/limit_settings.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Max, Q, Sum

from billing.models import Account, Transfer, TransferStatus
from billing.transfers.errors import Borrowed, DayIsSpent, OutOfBounds, TooLittleLeft, TransferTooSoon
from cabinet.core.windows import seconds_until

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Standing:
    """What of the limits an account has used. Sums are roubles."""

    balance: Decimal
    owed: Decimal
    sent_today: Decimal
    free_at: datetime | None  # when the next may be made, if not now

    @property
    def left_today(self) -> Decimal:
        return max(ZERO, Decimal(settings.TRANSFER_A_DAY) - self.sent_today)

    @property
    def left_above(self) -> Decimal:
        """What may go so that enough stays."""
        return max(ZERO, self.balance - Decimal(settings.TRANSFER_LEAVES))

    @property
    def most(self) -> Decimal:
        """The largest sum that may be sent now; less than the smallest allowed means none."""
        if self.owed:
            return ZERO
        return min(Decimal(settings.TRANSFER_MOST), self.left_today, self.left_above)


def standing(*, account: Account, zone: ZoneInfo, now: datetime) -> Standing:
    """Of `account`, whose row is as fresh as the caller has it: whoever is about to send locks it first."""
    midnight = datetime.combine(now.astimezone(zone).date(), time(), zone)
    pause_began = now - settings.TRANSFER_PAUSE
    done = Transfer.objects.filter(
        from_account=account, status=TransferStatus.DONE, done_at__gt=min(midnight, pause_began)
    ).aggregate(today=Sum("amount", filter=Q(done_at__gte=midnight)), last=Max("done_at"))
    last = done["last"]
    waits = last is not None and last > pause_began
    return Standing(
        balance=account.balance,
        owed=account.owed,
        sent_today=done["today"] or ZERO,
        free_at=last + settings.TRANSFER_PAUSE if waits else None,
    )


def judge(*, account: Account, amount: Decimal, zone: ZoneInfo, now: datetime) -> None:
    """Raise what keeps `account`, which the caller has locked, from sending `amount` roubles."""
    if not settings.TRANSFER_LEAST <= amount <= settings.TRANSFER_MOST:
        raise OutOfBounds
    now_of = standing(account=account, zone=zone, now=now)
    if now_of.owed:
        raise Borrowed
    if now_of.free_at is not None:
        raise TransferTooSoon(seconds_until(now_of.free_at, now))
    if amount > now_of.left_today:
        raise DayIsSpent(now_of.left_today)
    if amount > now_of.left_above:
        raise TooLittleLeft(now_of.left_above)
