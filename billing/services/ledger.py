"""The ledger: the one place that writes entries, moves balances and checks the floor (docs/adr/0005).

Whoever posts to several accounts gives all rows to one `post_many`: it locks the accounts in one order, and two calls
within one transaction would not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg import Error

from billing.causes import NO_CAUSE, Cause
from billing.kinds import GIVE_BACK, MAY_PASS_FLOOR, TOP_UPS, EntryKind
from billing.models import Account, AccountKind, Entry
from billing.services.ledger_sql import COLUMNS, FIND, LOCK, REVERSIBLE, WRITE
from billing.watchers import Moved, before_telling, tell
from cabinet.accounts.models import Contract, Line, User
from cabinet.core.channels import Channel
from cabinet.core.errors import DomainError
from cabinet.core.money import format_rub, round_rub

# `posted_at` never goes back, so one posting by a clock that is years ahead would date all later ones of its account.
MAY_BE_AHEAD = timedelta(minutes=5)
as_json = json.JSONEncoder(default=str, check_circular=False).encode  # sums and times as PostgreSQL reads them
Entries = dict[tuple[int, str], Entry]  # by account and reference


class InsufficientFunds(DomainError):
    """A charge would leave an account below its floor; `missing` roubles more would have been enough."""

    code = "insufficient_funds"

    def __init__(self, *, account_id: int, missing: Decimal) -> None:
        super().__init__(_("Не хватает %(sum)s. Пополните счёт и попробуйте снова.") % {"sum": format_rub(missing)})
        self.account_id = account_id
        self.missing = missing


class _PostedBefore(Exception):
    """Something among rows that were taken for new was posted already."""


class ReferenceReused(DomainError):
    """Something was posted by this reference already, and for another sum."""

    code = "reference_reused"
    message = gettext_lazy("Эта операция уже проведена, и на другую сумму.")


class NotReversible(DomainError):
    """A reversal undoes an entry of its own account, once and whole. A part is given back by a refund or by the return
    of a payment; all that is given back of one entry is never more than it moved."""

    code = "not_reversible"
    message = gettext_lazy("Вернуть можно только то, что прошло по этому же счёту, и не больше, чем прошло.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """What to post: `amount` roubles (negative: a charge), whole kopecks.

    `reference` names the event that moves the money, once for ever within the account: `payment:<uuid>`,
    `period:<subscription>:<date>`. `occurred_at` is when it happened, if not now.
    """

    account_id: int
    amount: Decimal
    kind: EntryKind
    reference: str
    line_id: int | None = None
    cause: Cause = NO_CAUSE
    channel: Channel = Channel.SYSTEM
    occurred_at: datetime | None = None
    made_by_id: int | None = None
    reverses_id: int | None = None


def post(
    *,
    account: Account,
    amount: Decimal,
    kind: EntryKind,
    reference: str,
    now: datetime,
    line: Line | None = None,
    cause: Cause = NO_CAUSE,
    channel: Channel = Channel.SYSTEM,
    occurred_at: datetime | None = None,
    made_by: User | None = None,
    reverses: Entry | None = None,
) -> Entry:
    """Move `amount` roubles (negative: a charge) on `account`: one row of `post_many`, which says the rest."""
    row = Posting(
        account_id=account.pk,
        amount=amount,
        kind=kind,
        reference=reference,
        line_id=line.pk if line else None,
        cause=cause,
        channel=channel,
        occurred_at=occurred_at,
        made_by_id=made_by.pk if made_by else None,
        reverses_id=reverses.pk if reverses else None,
    )
    return post_many([row], now=now)[0]


def post_many(rows: Sequence[Posting], *, now: datetime) -> list[Entry]:
    """Post `rows` in their order, all of them or none; returns the entry of each.

    A reference that was posted before, or twice here, gives its first entry back. Raises `InsufficientFunds` if a row
    whose kind may not pass the floor would, `ReferenceReused` if a reference comes with another amount,
    `NotReversible` if a reversal is not the whole of an entry that was not undone yet or more is given back than an
    entry moved, `Account.DoesNotExist`, and `ValueError` if `now` is of a clock that is ahead of the database's.

    Who asked to hear of it (`billing.watchers`) hears within the same transaction, under the accounts' locks.
    """
    if not rows:
        return []
    _refuse_impossible(rows)
    try:
        return _post_all(rows, now, look=False)
    except (_PostedBefore, InsufficientFunds, NotReversible):  # the last two perhaps only because a row came again
        return _post_all(rows, now, look=True)


def open_account(*, contract: Contract, kind: AccountKind = AccountKind.MAIN, floor: Decimal = Decimal(0)) -> Account:
    """The account of `kind` of `contract`, opened empty if there was none; `floor` matters only then."""
    account, _opened = Account.objects.get_or_create(contract=contract, kind=kind, defaults={"floor": floor})
    return account


@dataclass(slots=True)
class _Purse:
    """A locked account while rows are posted to it."""

    account_id: int
    balance: Decimal
    floor: Decimal
    seq: int
    posted_at: datetime | None  # of the last entry, or where the last bill ends: nothing is posted before it
    notice_below: Decimal | None
    owed: Decimal
    awaits_money: bool
    missing: Decimal = Decimal(0)
    moved: Decimal = Decimal(0)
    topped_up: Decimal = Decimal(0)

    def take(self, row: Posting, now: datetime) -> dict[str, Any]:
        """The entry of `row`, by columns."""
        self.balance += row.amount
        self.moved += row.amount
        if row.kind in TOP_UPS:
            self.topped_up += row.amount
        self.seq += 1
        self.posted_at = max(now, self.posted_at or now)
        if row.amount < 0 and row.kind not in MAY_PASS_FLOOR:
            self.missing = max(self.missing, self.floor - self.balance)
        return {
            "account_id": row.account_id,
            "seq": self.seq,
            "line_id": row.line_id,
            "kind": row.kind.value,
            "amount": row.amount,
            "balance_after": self.balance,
            "posted_at": self.posted_at,
            "occurred_at": row.occurred_at or now,
            "reference": row.reference,
            "cause": row.cause.as_json(),
            "reverses_id": row.reverses_id,
            "made_by_id": row.made_by_id,
            "channel": row.channel.value,
        }

    def news(self) -> Moved | None:
        """What watchers have to hear: nothing of most postings."""
        before = before_telling(self.account_id, self.balance - self.moved)
        crossed = self.notice_below is not None and self.balance < self.notice_below <= before
        if not crossed and not (self.owed and self.topped_up) and not (self.awaits_money and self.moved > 0):
            return None
        return Moved(self.account_id, before, self.balance, self.topped_up, self.seq, crossed)


def _post_all(rows: Sequence[Posting], now: datetime, *, look: bool) -> list[Entry]:
    """Post `rows` in a transaction; unless told to look, take all of them for new and raise `_PostedBefore` if not."""
    with transaction.atomic(), connection.cursor() as cursor:
        purses = _lock(cursor, {row.account_id for row in rows}, now)
        entries = _find(rows) if look else {}
        amounts = {name: entry.amount for name, entry in entries.items()}
        fresh, undone = [], []
        for row in rows:
            name = row.account_id, row.reference
            if name not in amounts:
                amounts[name] = row.amount
                fresh.append(purses[row.account_id].take(row, now))
                if row.kind == EntryKind.REVERSAL or (row.kind in GIVE_BACK and row.reverses_id):
                    undone.append(row)
            elif amounts[name] != row.amount:
                raise ReferenceReused
        if undone:
            _refuse_wrong_reversals(cursor, undone)
        for purse in purses.values():
            if purse.missing:
                raise InsufficientFunds(account_id=purse.account_id, missing=purse.missing)
        if fresh:
            entries |= _write(cursor, fresh)
            tell([news for purse in purses.values() if (news := purse.news())], now)
    return [entries[row.account_id, row.reference] for row in rows]


def _refuse_impossible(rows: Iterable[Posting]) -> None:
    """What only a mistake in the calling code can ask for."""
    for row in rows:
        if not row.amount or row.amount != round_rub(row.amount):
            raise ValueError(f"{row.reference}: {row.amount} is not a sum in whole kopecks")


def _lock(cursor: CursorWrapper, accounts: set[int], now: datetime) -> dict[int, _Purse]:
    cursor.execute(LOCK, [now, _array(accounts)])
    purses = {}
    for *account, ahead in cursor.fetchall():
        if ahead > MAY_BE_AHEAD:
            raise ValueError(f"{now} is {ahead} ahead of the database's clock")
        purses[account[0]] = _Purse(*account)
    if len(purses) < len(accounts):
        raise Account.DoesNotExist(f"no accounts {accounts - purses.keys()}")
    return purses


def _refuse_wrong_reversals(cursor: CursorWrapper, rows: Sequence[Posting]) -> None:
    """Asked under the lock of the one account that may undo the entry, so nobody can undo it meanwhile."""
    cursor.execute(REVERSIBLE, [_array(row.reverses_id for row in rows if row.reverses_id)])
    left = {entry: (account, amount, amount + given) for entry, account, amount, given in cursor.fetchall()}
    for row in rows:
        if not row.reverses_id:
            continue  # the table refuses it
        # Counted down in the dictionary: the next row of this batch cannot give the same back again.
        account, amount, rest = left.get(row.reverses_id, (0, Decimal(0), Decimal(0)))
        whole = row.kind != EntryKind.REVERSAL or rest == amount == -row.amount
        if account != row.account_id or not whole or row.amount * rest >= 0 or abs(row.amount) > abs(rest):
            raise NotReversible
        left[row.reverses_id] = account, amount, rest + row.amount


def _find(rows: Sequence[Posting]) -> Entries:
    """The entries of `rows` that were posted before. Asked under the lock, so nobody can post them meanwhile."""
    found = Entry.objects.raw(FIND, [[row.account_id for row in rows], [row.reference for row in rows]])
    return {(entry.account_id, entry.reference): entry for entry in found}


def _write(cursor: CursorWrapper, rows: list[dict[str, Any]]) -> Entries:
    """Insert `rows`, and give each account the balance, number and time of its last one."""
    try:
        cursor.execute(WRITE, [as_json(rows), _array({row["account_id"] for row in rows})])
    except IntegrityError as error:
        if isinstance(error.__cause__, Error) and error.__cause__.diag.constraint_name == "billing_entry_reference":
            raise _PostedBefore from error
        raise
    given = {(account, seq): ids for account, seq, *ids in cursor.fetchall()}
    entries = {}
    for row in rows:
        row["id"], row["public_id"] = given[row["account_id"], row["seq"]]
        entry = Entry.from_db(connection.alias, COLUMNS, [row[column] for column in COLUMNS])
        entries[entry.account_id, entry.reference] = entry
    return entries


def _array(numbers: Iterable[int]) -> str:
    """As PostgreSQL reads it: twice as quick as letting psycopg find out what is in a list."""
    return f"{{{','.join(map(str, numbers))}}}"
