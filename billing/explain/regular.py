"""The same sum taken again and again: for what, how often, what it costs a month, and how to end it (B12).

Charges are the same when account, number, kind, source, name and sum are. Three of them with gaps near a day, a week or
a month are regular; of more, one gap in four may be another: a day without money, a month that was missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from billing.explain.explanations import explanations
from billing.kinds import EntryKind
from billing.models import AccountKind, Entry
from billing.selectors import Movement, View
from cabinet.accounts.models import User
from cabinet.core.explaining import Asking, Explanation, Way
from cabinet.core.money import round_rub

LOOKED_BACK = timedelta(days=13 * 31)
READ = 20_000  # charges at most, the newest: the contract of a company has more than anybody looks through
SHOWN = 50
REPEATED = (EntryKind.TARIFF, EntryKind.SERVICE, EntryKind.CONTENT, EntryKind.USAGE, EntryKind.FEE)

FIND = """
WITH charge AS (
    SELECT id, account_id, kind, line_id, amount, occurred_at,
        cause ->> 'source' AS source, cause ->> 'name' AS name, cause ->> 'number' AS number
    FROM billing_entry
    WHERE account_id = (SELECT id FROM billing_account WHERE contract_id = %(contract)s AND kind = %(account)s)
        AND (%(line)s::bigint IS NULL OR line_id = %(line)s::bigint)
        AND posted_at >= %(since)s AND amount < 0 AND kind = ANY(%(kinds)s)
    ORDER BY posted_at DESC LIMIT %(read)s
),
apart AS (
    SELECT *, extract(epoch FROM occurred_at - lag(occurred_at) OVER (
        PARTITION BY account_id, kind, line_id, amount, source, name, number ORDER BY occurred_at, id
    )) / 86400 AS days FROM charge
),
alike AS (
    SELECT max(id) AS last, count(*) AS times, min(occurred_at) AS since, max(occurred_at) AS until,
        count(*) FILTER (WHERE days BETWEEN 0.75 AND 1.25) AS daily,
        count(*) FILTER (WHERE days BETWEEN 6 AND 8) AS weekly,
        count(*) FILTER (WHERE days BETWEEN 26 AND 35) AS monthly
    FROM apart GROUP BY account_id, kind, line_id, amount, source, name, number HAVING count(*) >= 3
)
SELECT entry.*, times, since, until, daily, weekly, monthly FROM alike JOIN billing_entry AS entry ON entry.id = last
WHERE greatest(daily, weekly, monthly) >= greatest(2, 0.75 * (times - 1))
ORDER BY until DESC, entry.id DESC LIMIT %(shown)s
"""


class Often(Enum):
    """How often; `a_month` times in the average month, and after `silent` without a charge it is over."""

    DAILY = ("daily", Fraction(30), timedelta(days=2))
    WEEKLY = ("weekly", Fraction(52, 12), timedelta(days=11))
    MONTHLY = ("monthly", Fraction(1), timedelta(days=45))

    def __init__(self, column: str, a_month: Fraction, silent: timedelta) -> None:
        self.column, self.a_month, self.silent = column, a_month, silent

    @property
    def words(self) -> Promise:
        return {
            Often.DAILY: _("каждый день"),
            Often.WEEKLY: _("каждую неделю"),
            Often.MONTHLY: _("каждый месяц"),
        }[self]


@dataclass(frozen=True, kw_only=True)
class Regular:
    """Equal charges: `entry` is the last of them, `amount` roubles each, above zero; `a_month` is what they cost in the
    average month. `ways` are what ends them, once somebody was asked (`named`)."""

    entry: Entry
    often: Often
    times: int
    since: datetime
    until: datetime
    goes_on: bool
    ways: Sequence[Way] = ()

    @property
    def title(self) -> str:
        return self.entry.title

    @property
    def amount(self) -> Decimal:
        return -self.entry.amount

    @property
    def a_month(self) -> Decimal:
        return round_rub(self.amount * self.often.a_month.numerator / self.often.a_month.denominator)

    @property
    def is_optional(self) -> bool:
        """Whether one can live without it: of a tariff there is only a change."""
        return self.entry.kind in (EntryKind.SERVICE, EntryKind.CONTENT)

    def is_of(self, entry: Entry) -> bool:
        """Whether `entry` is one of these charges."""
        return _same(entry) == _same(self.entry)


def regular_charges(*, view: View, now: datetime) -> list[Regular]:
    """What is charged regularly, as far as `view` shows: the newest first. One query."""
    found = Entry.objects.raw(
        FIND,
        {
            "contract": view.contract_id,
            "account": view.kind.value,
            "line": view.line.pk if view.line else None,
            "since": now - LOOKED_BACK,
            "kinds": [kind.value for kind in REPEATED],
            "read": READ,
            "shown": SHOWN,
        },
    )
    return [_regular(entry, now) for entry in found]


def going_on(charges: Iterable[Regular]) -> list[Regular]:
    """Those that have not ended, the dearest first."""
    return sorted((each for each in charges if each.goes_on), key=lambda each: -each.a_month)


def regular_of(movement: Movement, *, now: datetime) -> Regular | None:
    """The regular charges that `movement` is one of."""
    entry = movement.entry
    if entry.kind not in REPEATED or entry.amount > 0:
        return None
    view = View(entry.account.contract_id, AccountKind(entry.account.kind), None if movement.whole else entry.line)
    return next((each for each in regular_charges(view=view, now=now) if each.is_of(entry)), None)


def named(charges: Sequence[Regular], *, user: User, owns: bool, now: datetime) -> list[Regular]:
    """The same with what ends each of them, and with the number it is of at hand; whoever explains is asked once, and
    knows what takes nothing more although it did lately."""
    keys = [each.entry.pk for each in charges]
    entries = Entry.objects.select_related("account__contract", "line").in_bulk(keys)
    asking = Asking(user=user, line=None, owns=owns, now=now)
    said = explanations(list(entries.values()), asking)
    return [_named(each, entries[each.entry.pk], said[each.entry.pk]) for each in charges]


def _named(charge: Regular, entry: Entry, said: Explanation) -> Regular:
    return replace(charge, entry=entry, ways=said.ways, goes_on=charge.goes_on and not said.over)


def month_of_regular(*, view: View, now: datetime) -> Decimal:
    """Roubles that what goes on of them takes in the average month, for a page that only leads to them."""
    return sum((each.a_month for each in going_on(regular_charges(view=view, now=now))), Decimal(0))


def _regular(entry: Entry, now: datetime) -> Regular:
    often = max(Often, key=lambda each: getattr(entry, each.column))
    until: datetime = entry.until  # type: ignore[attr-defined]
    return Regular(
        entry=entry,
        often=often,
        times=entry.times,  # type: ignore[attr-defined]
        since=entry.since,  # type: ignore[attr-defined]
        until=until,
        goes_on=now - until <= often.silent,
    )


def _same(entry: Entry) -> tuple[object, ...]:
    told = (entry.cause.get(name) for name in ("source", "name", "number"))
    return (entry.account_id, entry.kind, entry.line_id, entry.amount, *told)
