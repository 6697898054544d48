"""What this month came to on all that a person holds: their contracts, and numbers that others let them see (A8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import connection

from billing.periods import this_month
from billing.selectors import ZERO
from cabinet.accounts.access import lines_with_details
from cabinet.accounts.models import Contract, Line, User

SHOWN = 30  # told apart: those that cost most
# The account's place at the month's beginning by the index, and then only what came after it.
SUMS = """
SELECT asked.place, sums.income, sums.spent
FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[]) WITH ORDINALITY
    AS asked (contract_id, line_id, start_at, place)
JOIN billing_account AS account ON account.contract_id = asked.contract_id AND account.kind = 'main'
LEFT JOIN LATERAL (
    SELECT seq FROM billing_entry WHERE account_id = account.id AND posted_at < asked.start_at
    ORDER BY posted_at DESC, seq DESC LIMIT 1
) AS before ON true
CROSS JOIN LATERAL (
    SELECT coalesce(sum(amount) FILTER (WHERE amount > 0), 0) AS income,
        coalesce(-sum(amount) FILTER (WHERE amount < 0), 0) AS spent
    FROM billing_entry WHERE account_id = account.id AND seq > coalesce(before.seq, 0) {part}
) AS sums
"""
OF_CONTRACTS = SUMS.format(part="")
OF_LINES = SUMS.format(part="AND line_id = asked.line_id")


@dataclass(frozen=True, slots=True)
class Held:
    """A contract of one's own, or somebody else's number; what came to it and went from it this month."""

    contract: Contract | None
    line: Line | None
    income: Decimal
    spent: Decimal


@dataclass(frozen=True, slots=True)
class Everything:
    """All of them together; the rows are the dearest of them, and `others` is how many stand in none."""

    income: Decimal
    spent: Decimal
    rows: list[Held]
    others: int


def everything(*, user: User, now: datetime) -> Everything:
    """This month of everything that `user` may see the movements of; a contract's account is counted once."""
    lines = lines_with_details(user, now)
    own = lines.filter(contract__owner=user)
    contracts = list(Contract.objects.filter(pk__in=own.order_by().values("contract")).order_by("pk"))
    others = list(lines.exclude(contract__owner=user))
    held = _contracts(contracts, now) + _lines(others, now)
    held.sort(key=lambda each: (-each.spent, -each.income))
    return Everything(
        income=sum((each.income for each in held), ZERO),
        spent=sum((each.spent for each in held), ZERO),
        rows=held[:SHOWN],
        others=len(held[SHOWN:]),
    )


def _contracts(contracts: Sequence[Contract], now: datetime) -> list[Held]:
    sums = _sums(OF_CONTRACTS, [(each, None) for each in contracts], now)
    return [Held(contract, None, *found) for contract, found in zip(contracts, sums, strict=True)]


def _lines(lines: Sequence[Line], now: datetime) -> list[Held]:
    sums = _sums(OF_LINES, [(each.contract, each) for each in lines], now)
    return [Held(None, line, *found) for line, found in zip(lines, sums, strict=True)]


def _sums(
    statement: str, asked: Sequence[tuple[Contract, Line | None]], now: datetime
) -> list[tuple[Decimal, Decimal]]:
    if not asked:
        return []
    starts = [this_month(now, ZoneInfo(contract.time_zone)).start for contract, _line in asked]
    contracts = [contract.pk for contract, _line in asked]
    with connection.cursor() as cursor:
        cursor.execute(statement, [contracts, [line.pk if line else None for _contract, line in asked], starts])
        found = {place: (income, spent) for place, income, spent in cursor.fetchall()}
    return [found.get(place, (ZERO, ZERO)) for place in range(1, len(asked) + 1)]
