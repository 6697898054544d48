"""A contract to invent a year for, and when things happen in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from billing.causes import Cause
from billing.demo.cards import MODEM, PHONE, SECOND_PHONE, Card
from billing.kinds import EntryKind
from billing.models import Account
from billing.services.ledger import Posting, open_account
from cabinet.accounts.models import Contract, Line, LineKind
from cabinet.core.channels import Channel

MONTHS = 12
Row = tuple[datetime, Posting]


@dataclass(frozen=True)
class Life:
    """`account` and `lines` of a contract, up to `now`; `random` is the same each time."""

    account: Account
    lines: Sequence[Line]
    zone: ZoneInfo
    now: datetime
    random: Random

    def at(self, days_ago: int, moment: time) -> datetime:
        """That time of day so many days before today."""
        day = self.now.astimezone(self.zone).date() - timedelta(days=days_ago)
        return datetime.combine(day, moment, self.zone)

    def months(self) -> Iterator[datetime]:
        """The midnight that began each of the last months, this one last."""
        first = self.at(0, time()).replace(day=1)
        starts = [first]
        for _month in range(MONTHS):
            starts.append((starts[-1] - timedelta(days=1)).replace(day=1))
        return reversed(starts)

    def mobile(self) -> list[Line]:
        return [line for line in self.lines if line.kind == LineKind.MOBILE]

    def card(self, line: Line) -> Card | None:
        """What the usage of `line` is rated by; None where nothing is counted."""
        if line.kind == LineKind.MODEM:
            return MODEM
        if line.kind != LineKind.MOBILE:
            return None
        return PHONE if line.pk == self.mobile()[0].pk else SECOND_PHONE

    def row(self, at: datetime, amount: Decimal, kind: EntryKind, line: Line, cause: Cause, channel: Channel) -> Row:
        # By kind, line and moment: nothing in a demonstration happens twice at once.
        reference = f"demo:{kind}:{cause.rule}:{line.pk}:{at:%Y%m%d%H%M}"
        posting = Posting(
            account_id=self.account.pk,
            amount=amount,
            kind=kind,
            reference=reference,
            line_id=line.pk,
            cause=cause,
            channel=channel,
        )
        return at, posting


def life_of(contract: Contract, now: datetime) -> Life:
    lines = list(contract.lines.order_by("pk"))
    zone = ZoneInfo(contract.time_zone)
    return Life(open_account(contract=contract), lines, zone, now, Random(contract.number))  # noqa: S311 - a story


def moment_of(month: datetime, day: int, moment: time) -> datetime:
    """That time of day on a day of the month that began at `month`."""
    return datetime.combine(month.replace(day=day).date(), moment, month.tzinfo)
