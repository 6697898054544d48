"""What a report tells of: totals, movements and usage of a period, read in chunks so that its length costs no memory.

Movements are those of the statement on the page, between the same two `seq`: entries never change, so the file and the
page come to the same sums however long the file is made. Usage may still arrive late while it is read, so its totals
are added up from the very rows that were written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from django.db import connection

from billing.causes import title
from billing.kinds import EntryKind
from billing.models import Unit
from billing.selectors import ZERO, Statement
from billing.statements.categories import Category, category_sql
from cabinet.accounts.models import Line
from cabinet.core import phones

CHUNK = 2000
# Plain rows and only what is shown: as objects of Django they would take longer to read than to write. The clock
# of the contract is read in the database for the same reason: a moment with a zone takes Python four times as long.
MOVEMENTS = """
SELECT seq, posted_at AT TIME ZONE %s, billing_entry.kind, coalesce(cause->>'rule', ''),
    coalesce(cause->>'name', ''), coalesce(cause->>'name_en', ''), coalesce(cause->>'number', ''),
    accounts_line.msisdn, accounts_line.number, amount, balance_after
FROM billing_entry LEFT JOIN accounts_line ON accounts_line.id = line_id
WHERE account_id = %s AND seq > %s AND seq <= %s AND (%s::bigint IS NULL OR line_id = %s::bigint)
ORDER BY seq LIMIT %s
"""
COUNT_MOVEMENTS = """
SELECT count(*) FROM billing_entry
WHERE account_id = %s AND seq > %s AND seq <= %s AND (%s::bigint IS NULL OR line_id = %s::bigint)
"""
BY_CATEGORY = f"""
SELECT {category_sql()}, sum(amount) FROM billing_entry
WHERE account_id = %s AND seq > %s AND seq <= %s AND (%s::bigint IS NULL OR line_id = %s::bigint)
GROUP BY 1
"""  # noqa: S608 - our own constants
USAGE = """
SELECT event.id, started_at AT TIME ZONE 'UTC', started_at AT TIME ZONE %s, event.unit, event.roaming, rate.name_ru,
    rate.name_en, counterpart, volume, taken, amount
FROM billing_usageevent AS event JOIN billing_rate AS rate ON rate.id = rate_id
WHERE line_id = %s AND started_at >= %s AND started_at < %s AND (started_at, event.id) > (%s, %s)
ORDER BY started_at, event.id LIMIT %s
"""
COUNT_USAGE = "SELECT count(*) FROM billing_usageevent WHERE line_id = %s AND started_at >= %s AND started_at < %s"
RULES = {Unit.VOICE.value: "call", Unit.SMS.value: "sms", Unit.DATA.value: "data"}  # as entries of usage call them


class Operation(NamedTuple):
    """A movement; `at` as the contract's clock stood, `balance_after` None for who may not see it."""

    at: datetime
    title: str
    number: str
    amount: Decimal
    balance_after: Decimal | None


class Used(NamedTuple):
    """One event of usage; `at` as the contract's clock stood, `volume` in seconds, messages or bytes, `taken` of it
    from packages, `amount` roubles."""

    at: datetime
    title: str
    unit: str
    roaming: bool
    counterpart: str
    volume: int
    taken: int
    amount: Decimal


@dataclass(slots=True)
class UsageTotal:
    """What the events of one unit come to."""

    count: int = 0
    volume: int = 0
    amount: Decimal = ZERO


@dataclass(slots=True)
class Contents:
    """Of `line`, as far as the statement's view goes. `used` fills while `usage()` is read."""

    line: Line
    statement: Statement
    made_at: datetime
    used: dict[str, UsageTotal] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        return self.statement.view.whole

    def by_category(self) -> list[tuple[str, Decimal]]:
        """What the movements of each category come to, in their order; together they are income - spent."""
        sums = dict(_rows(BY_CATEGORY, self._range()))
        return [(str(each.label), sums[each.value]) for each in Category if each.value in sums]

    def count(self) -> int:
        """How many rows the file will have."""
        of_line = [self.line.pk, self.statement.period.start, self.statement.period.end]
        return int(_rows(COUNT_MOVEMENTS, self._range())[0][0]) + int(_rows(COUNT_USAGE, of_line)[0][0])

    def operations(self) -> Iterator[Operation]:
        """Movements of the statement, oldest first."""
        zone, whole = str(self.statement.period.zone), self.whole
        written, named = cache(_number), cache(_named)
        account, after, last, *only = self._range()
        while rows := _rows(MOVEMENTS, [zone, account, after, last, *only, CHUNK]):
            for _seq, at, kind, rule, name, name_en, short, msisdn, number, amount, balance in rows:
                what = named(kind, rule, name, name_en, short)
                after_it = balance if whole else None
                yield Operation(at, what, written(msisdn, number), amount, after_it)
            after = rows[-1][0]

    def usage(self) -> Iterator[Used]:
        """Events of the line that began within the period, oldest first."""
        period = self.statement.period
        zone = str(period.zone)
        named = cache(_named)
        last: tuple[datetime, int] = (period.start, -1)
        while rows := _rows(USAGE, [zone, self.line.pk, period.start, period.end, *last, CHUNK]):
            for _id, _began, at, unit, roaming, name, name_en, counterpart, volume, taken, amount in rows:
                what = named(EntryKind.USAGE.value, RULES[unit], name, name_en, "")
                self._add(unit, volume, amount)
                yield Used(at, what, unit, roaming, counterpart, volume, taken, amount)
            last = (rows[-1][1].replace(tzinfo=UTC), rows[-1][0])

    def _add(self, unit: str, volume: int, amount: Decimal) -> None:
        total = self.used.setdefault(unit, UsageTotal())
        total.count += 1
        total.volume += volume
        total.amount += amount

    def _range(self) -> list[Any]:
        of = self.statement
        only = of.view.line.pk if of.view.line else None
        return [of.account.pk if of.account else 0, of.after_seq, of.last_seq, only, only]


def _rows(query: str, arguments: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, arguments)
        return list(cursor.fetchall())


def _named(kind: str, rule: str, name: str, name_en: str, number: str) -> str:
    return title(kind, {"rule": rule, "name": name, "name_en": name_en, "number": number})


def _number(msisdn: str | None, number: str | None) -> str:
    """As `Line` writes itself; nothing for what is about no line."""
    return phones.national(msisdn) if msisdn else number or ""
