"""What is left of a line's packages at this moment (B1). Reads only."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from billing.models import AccountKind
from billing.models.rates import Unit
from billing.selectors import ZERO
from billing.usage.words import left_words
from cabinet.accounts.models import Line, LineKind
from cabinet.core.templatetags.portal import written_date

ORDER = (Unit.DATA, Unit.VOICE, Unit.SMS)
UNITS: dict[LineKind, tuple[Unit, ...]] = {
    LineKind.MOBILE: ORDER,
    LineKind.MODEM: (Unit.DATA,),
    LineKind.HOME: (Unit.DATA,),
    LineKind.TV: (),
    LineKind.PHONE: (Unit.VOICE,),
}
LOW = 10  # per cent: what is left is little
RENEWED = ("tariff", "service", "rate_card")  # who gives a package anew each period; others gave it once
MOST = 12  # groups of packages of a line
# The first page asks for both at once: a statement costs it more than the rows. Periods of one end are one package to
# who looks: a tariff's minutes and those bought besides.
BALANCES_AND_PACKAGES = """
SELECT contract_id, balance, NULL AS unit, NULL AS granted, NULL AS used, NULL AS until_at, NULL AS renewed,
    NULL::jsonb AS beside
FROM billing_account WHERE contract_id = ANY(%(contracts)s) AND kind = %(kind)s
UNION ALL (
    SELECT NULL, NULL, unit, sum(granted)::bigint, sum(used)::bigint, until_at, source = ANY(%(renewed)s) AS renewed,
        NULL::jsonb
    FROM billing_bucket
    WHERE line_id = %(line)s AND until_at > %(now)s AND from_at <= %(now)s AND granted > 0 AND unit = ANY(%(units)s)
    GROUP BY unit, until_at, renewed ORDER BY until_at LIMIT %(most)s
)
"""
BESIDE = """
UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, beside FROM ({statement}) AS asked (beside)
"""


@dataclass(frozen=True)
class Package:
    """`granted` and `used` in seconds, messages or bytes; `until_at` is when it is renewed, or ends."""

    unit: Unit
    granted: int
    used: int
    until_at: datetime
    renewed: bool
    zone: ZoneInfo

    @property
    def left(self) -> int:
        return self.granted - self.used

    @property
    def percent(self) -> int:
        """What is left of a hundred; never 0 while there is something."""
        return -(-100 * self.left // self.granted)

    @property
    def is_low(self) -> bool:
        return 100 * self.left <= LOW * self.granted

    @cached_property
    def left_words(self) -> str:
        return left_words(self.unit, self.left)

    @cached_property
    def granted_words(self) -> str:
        return left_words(self.unit, self.granted)

    @cached_property
    def day_words(self) -> str:
        """«обновится 1 декабря»."""
        day = {"day": written_date(self.until_at.astimezone(self.zone), with_year=False)}
        return _("обновится %(day)s") % day if self.renewed else _("действует до %(day)s") % day

    @property
    def words(self) -> str:
        """«Звонки: осталось 210 мин из 300 мин, обновится 1 декабря»: all of it, for who hears the page."""
        told = {"what": self.unit.label, "left": self.left_words, "granted": self.granted_words, "day": self.day_words}
        return _("%(what)s: осталось %(left)s из %(granted)s, %(day)s") % told


@dataclass(frozen=True, slots=True)
class Read:
    """What one statement told: balances by contracts, packages, and the rows of what was asked `beside`."""

    balances: dict[int, Decimal]
    packages: list[Package]
    beside: list[dict[str, Any]]


def balances_and_packages(
    *, lines: Iterable[Line], line: Line, now: datetime, beside: str = "", facts: Mapping[str, Any] | None = None
) -> Read:
    """What `selectors.balances_of` tells of `lines`, and what is left on `line`, by one statement.

    `beside` is a statement of a higher app that goes along: one column of `jsonb`, with `%(line)s`, `%(now)s` and its
    own `facts`.
    Whoever may see a line's balance (`Right.SEE_BALANCE`) may see what is left of its packages.
    """
    contracts = {each.contract_id for each in lines}
    asked: dict[str, Any] = {
        "contracts": list(contracts),
        "kind": AccountKind.MAIN.value,
        "line": line.pk,
        "now": now,
        "units": [unit.value for unit in units_of(line)],
        "renewed": list(RENEWED),
        "most": MOST,
        **(facts or {}),
    }
    with connection.cursor() as cursor:
        cursor.execute(BALANCES_AND_PACKAGES + (BESIDE.format(statement=beside) if beside else ""), asked)
        rows = cursor.fetchall()
    balances = dict.fromkeys(contracts, ZERO) | {row[0]: row[1] for row in rows if row[0] is not None}
    zone = ZoneInfo(line.contract.time_zone)
    packages = [
        Package(Unit(unit), granted, used, until_at, renewed, zone)
        for _contract, _balance, unit, granted, used, until_at, renewed, _beside in rows
        if unit is not None
    ]
    packages.sort(key=lambda package: (ORDER.index(package.unit), package.until_at))
    return Read(balances, packages, [json.loads(row[-1]) for row in rows if row[-1] is not None])


def units_of(line: Line) -> tuple[Unit, ...]:
    """What can be used on a line: nobody calls from a modem, or loads pages by a telephone on the wall."""
    return UNITS[LineKind(line.kind)]
