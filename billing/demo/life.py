"""A contract to invent a year for, and when things happen in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from billing.causes import Cause
from billing.demo.cards import Card
from billing.kinds import EntryKind
from billing.models import Account
from billing.services.ledger import Posting, open_account
from cabinet.accounts.models import Contract, Line, LineKind
from cabinet.core.channels import Channel

MONTHS = 12
Row = tuple[datetime, Posting]


@dataclass(frozen=True)
class Life:
    """`account` and `lines` of a contract, up to `now`; `random` is the same each time.

    What is charged periodically, who sells it says: `fees`, and `cards` by the lines' keys, which usage is rated by.
    `until` is when the story stops, for want of money perhaps. The account ends at `ends_at` roubles, if that is given.
    """

    account: Account
    lines: Sequence[Line]
    zone: ZoneInfo
    now: datetime
    random: Random
    until: datetime
    fees: Sequence[Row] = ()
    cards: Mapping[int, Card] = field(default_factory=dict)
    ends_at: Decimal | None = None

    @property
    def lacks_money(self) -> bool:
        """Whether nobody paid in the end."""
        return self.until < self.now

    def at(self, days_ago: int, moment: time) -> datetime:
        """That time of day so many days before today."""
        day = self.now.astimezone(self.zone).date() - timedelta(days=days_ago)
        return datetime.combine(day, moment, self.zone)

    def months(self) -> Iterator[datetime]:
        """The midnight that began each of the last months of the contract, this one last."""
        first = self.at(0, time()).replace(day=1)
        starts = [first]
        for _month in range(MONTHS):
            starts.append((starts[-1] - timedelta(days=1)).replace(day=1))
        opened_at = self.lines[0].opened_at
        return (start for start in reversed(starts) if start >= opened_at or start == first)

    def mobile(self) -> list[Line]:
        return [line for line in self.lines if line.kind == LineKind.MOBILE]

    def card(self, line: Line) -> Card | None:
        """What the usage of `line` is rated by; None where nothing is counted."""
        return self.cards.get(line.pk)

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
    random = Random(contract.number)  # noqa: S311 - a story
    return Life(open_account(contract=contract), lines, zone, now, random, until=now)


def moment_of(month: datetime, day: int, moment: time) -> datetime:
    """That time of day on a day of the month that began at `month`."""
    return datetime.combine(month.replace(day=day).date(), moment, month.tzinfo)
