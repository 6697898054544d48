"""A year of payments around fees and usage, and the last days of the first contract."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import accumulate
from operator import itemgetter

from billing.causes import Cause
from billing.demo.life import Life, Row, moment_of
from billing.demo.usage import CALL_ABROAD, Year
from billing.kinds import EntryKind
from cabinet.core.channels import Channel
from cabinet.core.phones import masked

CHARGED_DAYS = (4, 9, 15, 21)  # of each month something is used that packages do not pay for
PAYMENTS = (("card", Channel.PAGE), ("sbp", Channel.PAGE), ("auto", Channel.SYSTEM), ("cash", Channel.PARTNER))
PAYMENT_DAYS = ((24, 26, 28), (11, 12, 13))
FORGETS = timedelta(days=32)  # how long nobody pays before money is too little
LARGE = Decimal(800)  # roubles a month that are paid in two halves
LITTLE = Decimal("12.30")  # what there was at least, of who had too little
PAYMENT_TIMES = (time(11, 20), time(20, 5))
LATELY = time(11, 24)  # at no time of those


def months_of(life: Life, year: Year) -> list[Row]:
    """The fees and payments of all months; what is used beside packages is added to `year`."""
    return [row for month in life.months() for row in _month(life, month, year)]


def _month(life: Life, start: datetime, year: Year) -> Iterator[Row]:
    """Fees as they fall due, a little usage, and a payment before the next fees."""
    fees = [row for row in life.fees if (row[0].year, row[0].month) == (start.year, start.month)]
    yield from fees
    spent = -sum((posting.amount for _at, posting in fees), Decimal(0))
    mobile = life.mobile()
    for day in CHARGED_DAYS if mobile else ():
        spent += year.add(life, life.random.choice(mobile), moment_of(start, day, time()))
    halves = 2 if spent > LARGE else 1
    paid_for = life.until - FORGETS
    for half in range(halves):
        rule, channel = life.random.choice(PAYMENTS)
        paid_at = moment_of(start, life.random.choice(PAYMENT_DAYS[half]), life.random.choice(PAYMENT_TIMES))
        payment = spent // (50 * halves) * 50
        if not payment or (life.lacks_money and paid_at > paid_for):
            continue
        yield life.row(paid_at, payment, EntryKind.PAYMENT, life.lines[0], Cause(rule=rule), channel)


def add_recent(rows: dict[int, list[Row]], lives: Sequence[Life], year: Year) -> None:
    """The last days of the first contract, as somebody who opens the cabinet today finds them."""
    life, line = lives[0], lives[0].lines[0]
    today = 0 if life.at(0, LATELY) <= life.now else 1
    recent = [
        life.row(life.at(today, LATELY), Decimal(300), EntryKind.PAYMENT, line, Cause(rule="card"), Channel.PAGE),
    ]
    year.add(life, line, life.at(1, time()), CALL_ABROAD)
    if len(lives) > 1:
        sent_at = life.at(4, time(18, 5))
        to, by = (Cause(number=masked(str(each.lines[0].msisdn)), source="transfer") for each in (lives[1], life))
        recent.append(life.row(sent_at, Decimal(-50), EntryKind.TRANSFER_OUT, line, to, Channel.PAGE))
        receiver = lives[1]
        if receiver.account.pk in rows:
            got = receiver.row(sent_at, Decimal(50), EntryKind.TRANSFER_IN, receiver.lines[0], by, Channel.PAGE)
            rows[receiver.account.pk].append(got)
    rows[life.account.pk] += recent


def balanced(life: Life, rows: list[Row], year: Year) -> list[Row]:
    """`rows` up to now, after a first payment that keeps the account above zero, and ends where it should if it
    should."""
    past = sorted((row for row in rows if row[0] <= life.now), key=itemgetter(0))
    moved = [(at, posting.amount) for at, posting in past]
    moved += [(at, -cost) for at, of, cost in year.costs if of is life]
    moved.sort(key=itemgetter(0))
    sums = list(accumulate(amount for _moment, amount in moved))
    spare = LITTLE if life.lacks_money else Decimal(life.random.randrange(80, 600))
    first = life.ends_at - sums[-1] if life.ends_at else spare - min(sums)
    opened_at = moved[0][0] - timedelta(hours=18)
    return [life.row(opened_at, first, EntryKind.PAYMENT, life.lines[0], Cause(rule="cash"), Channel.PARTNER), *past]
