"""A year of money for the demonstration's contracts, the same each time relative to today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import accumulate, groupby
from operator import itemgetter
from random import Random
from zoneinfo import ZoneInfo

from django.db import transaction

from billing.causes import Cause
from billing.kinds import EntryKind
from billing.models import Account
from billing.services.ledger import Posting, open_account, post_many
from cabinet.accounts.models import Contract, Line, LineKind
from cabinet.core.channels import Channel
from cabinet.core.phones import masked

MONTHS = 12
CHARGES_AT = time(6, 0)
ENDS_AT = Decimal("1234.50")  # the first contract's balance
HOROSCOPE_DAYS = 11

TARIFFS = {
    LineKind.MOBILE: ("Вместе L", "Together L", Decimal(550)),
    LineKind.MODEM: ("Для модема", "For a modem", Decimal(400)),
    LineKind.HOME: ("Домашний 300", "Home 300", Decimal(450)),
    LineKind.TV: ("ТВ для дома", "Home TV", Decimal(190)),
}
SECOND_NUMBER = ("Вместе, ещё номер", "Together, one more number", Decimal(150))
USAGE = (  # rule, name, its English, roubles, when in the day
    ("call", "Казахстан, 3 мин", "Kazakhstan, 3 min", Decimal(36), time(19, 42)),
    ("call", "городской номер, 5 мин", "landline, 5 min", Decimal("12.50"), time(13, 5)),
    ("sms", "Беларусь", "Belarus", Decimal("5.95"), time(12, 31)),
    ("data", "сверх пакета, 500 МБ", "beyond the package, 500 MB", Decimal(75), time(22, 17)),
)
USAGE_DAYS = (4, 9, 15, 21)
PAYMENTS = (("card", Channel.PAGE), ("sbp", Channel.PAGE), ("auto", Channel.SYSTEM), ("cash", Channel.PARTNER))
PAYMENT_DAYS = ((24, 26, 28), (11, 12, 13))
LARGE = Decimal(800)  # roubles a month that are paid in two halves
PAYMENT_TIMES = (time(11, 20), time(20, 5))

Row = tuple[datetime, Posting]


@dataclass(frozen=True)
class Life:
    """A contract to invent a year for, up to `now`."""

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


@transaction.atomic
def seed(*, contracts: Sequence[Contract], now: datetime) -> None:
    """Give each of `contracts` that has no movements a year of them, up to `now`; the first ends at 1 234,50 ₽."""
    lives = [_life(contract, now) for contract in contracts]
    fresh = [life for life in lives if not life.account.last_seq]
    rows = {life.account.pk: _year(life) for life in fresh}
    if lives and fresh and fresh[0] is lives[0]:
        _add_recent(rows, lives)
    balanced = [_balanced(life, rows[life.account.pk], ENDS_AT if life is lives[0] else None) for life in fresh]
    everything = sorted((row for year in balanced for row in year), key=itemgetter(0))
    for moment, together in groupby(everything, key=itemgetter(0)):
        post_many([posting for _moment, posting in together], now=moment)


def _life(contract: Contract, now: datetime) -> Life:
    lines = list(contract.lines.order_by("pk"))
    zone = ZoneInfo(contract.time_zone)
    return Life(open_account(contract=contract), lines, zone, now, Random(contract.number))  # noqa: S311 - a story


def _year(life: Life) -> list[Row]:
    return [row for month in life.months() for row in _month(life, month)]


def _month(life: Life, start: datetime) -> Iterator[Row]:
    """Fees on the first, a little usage, and a payment before the next fees."""
    spent = Decimal(0)
    for position, line in enumerate(life.lines):
        extra = position and line.kind == LineKind.MOBILE
        name, name_en, fee = SECOND_NUMBER if extra else TARIFFS[LineKind(line.kind)]
        cause = Cause(rule="monthly", name=name, name_en=name_en, source="tariff")
        yield life.row(_at(start, 1, CHARGES_AT), -fee, EntryKind.TARIFF, line, cause, Channel.SYSTEM)
        spent += fee
    mobile = [line for line in life.lines if line.kind == LineKind.MOBILE]
    for day in USAGE_DAYS if mobile else ():
        rule, name, name_en, cost, moment = life.random.choice(USAGE)
        cause = Cause(rule=rule, name=name, name_en=name_en, source="usage")
        line = life.random.choice(mobile)
        yield life.row(_at(start, day, moment), -cost, EntryKind.USAGE, line, cause, Channel.NETWORK)
        spent += cost
    halves = 2 if spent > LARGE else 1
    for half in range(halves):
        rule, channel = life.random.choice(PAYMENTS)
        paid_at = _at(start, life.random.choice(PAYMENT_DAYS[half]), life.random.choice(PAYMENT_TIMES))
        payment = spent // (50 * halves) * 50
        yield life.row(paid_at, payment, EntryKind.PAYMENT, life.lines[0], Cause(rule=rule), channel)


def _add_recent(rows: dict[int, list[Row]], lives: Sequence[Life]) -> None:
    """The last days of the first contract, as somebody who opens the cabinet today finds them."""
    life, line = lives[0], lives[0].lines[0]
    today = 0 if life.at(0, time(11, 20)) <= life.now else 1
    horoscope = Cause(rule="daily", name="Гороскоп", name_en="Horoscope", number="5533", source="content_subscription")
    kazakhstan = Cause(rule="call", name=USAGE[0][1], name_en=USAGE[0][2], source="usage")
    recent = [
        life.row(life.at(days, CHARGES_AT), Decimal(-30), EntryKind.CONTENT, line, horoscope, Channel.SYSTEM)
        for days in range(HOROSCOPE_DAYS)
    ]
    recent += [
        life.row(life.at(today, time(11, 20)), Decimal(300), EntryKind.PAYMENT, line, Cause(rule="card"), Channel.PAGE),
        life.row(life.at(1, time(19, 41)), Decimal(-36), EntryKind.USAGE, line, kazakhstan, Channel.NETWORK),
    ]
    if len(lives) > 1:
        sent_at = life.at(4, time(18, 5))
        to, by = (Cause(number=masked(str(each.lines[0].msisdn)), source="transfer") for each in (lives[1], life))
        recent.append(life.row(sent_at, Decimal(-50), EntryKind.TRANSFER_OUT, line, to, Channel.PAGE))
        receiver = lives[1]
        if receiver.account.pk in rows:
            got = receiver.row(sent_at, Decimal(50), EntryKind.TRANSFER_IN, receiver.lines[0], by, Channel.PAGE)
            rows[receiver.account.pk].append(got)
    rows[life.account.pk] += recent


def _balanced(life: Life, year: list[Row], ends_at: Decimal | None) -> list[Row]:
    """`year` up to now, after a first payment that keeps the account above zero, and ends at `ends_at` if given."""
    past = sorted((row for row in year if row[0] <= life.now), key=itemgetter(0))
    sums = list(accumulate(posting.amount for _moment, posting in past))
    spare = Decimal(life.random.randrange(80, 600))
    first = ends_at - sums[-1] if ends_at else spare - min(sums)
    opened_at = past[0][0] - timedelta(hours=18)
    return [life.row(opened_at, first, EntryKind.PAYMENT, life.lines[0], Cause(rule="cash"), Channel.PARTNER), *past]


def _at(month: datetime, day: int, moment: time) -> datetime:
    return datetime.combine(month.replace(day=day).date(), moment, month.tzinfo)
