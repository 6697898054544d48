"""The content account: opened by its owner; money moves between it and the main one (B14)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from billing.causes import Cause
from billing.content.errors import BorrowedStays, NotOpened
from billing.kinds import EntryKind
from billing.models import Account, AccountKind, Entry
from billing.services.ledger import Posting, open_account, post_many
from cabinet.accounts.access import Right, require
from cabinet.accounts.models import Line, User
from cabinet.core.channels import Channel


def open_content(*, line: Line, by: User, now: datetime) -> Account:
    """The content account of the contract of `line`, opened empty if there was none. Raises `NotFound`."""
    require(by, line, Right.MOVE_MONEY, now)
    return open_account(contract=line.contract, kind=AccountKind.CONTENT)


def move(
    *, line: Line, amount: Decimal, to: AccountKind, by: User, channel: Channel, key: UUID, now: datetime
) -> list[Entry]:
    """Move `amount` roubles to the account `to` from the contract's other one: both entries, or neither.

    The same `key` again moves nothing more and returns the first entries. Raises `NotFound` for who is not the owner;
    `NotOpened`, `BorrowedStays`, `InsufficientFunds`, and `ReferenceReused` for another sum by the same key.
    """
    require(by, line, Right.MOVE_MONEY, now)
    with transaction.atomic():
        open_account(contract=line.contract)
        mine = Account.objects.select_for_update(no_key=True).filter(contract=line.contract_id)
        accounts = {AccountKind(account.kind): account for account in mine.order_by("pk")}
        if AccountKind.CONTENT not in accounts:
            raise NotOpened
        rows = _rows(accounts, line=line, amount=amount, to=to, by=by, channel=channel, key=key)
        before = Entry.objects.filter(account=accounts[to], reference=rows[0].reference)
        if to == AccountKind.CONTENT and accounts[AccountKind.MAIN].owed and not before.exists():
            raise BorrowedStays
        return post_many(rows, now=now)


def _rows(
    accounts: dict[AccountKind, Account],
    *,
    line: Line,
    amount: Decimal,
    to: AccountKind,
    by: User,
    channel: Channel,
    key: UUID,
) -> list[Posting]:
    from_kind = AccountKind.MAIN if to == AccountKind.CONTENT else AccountKind.CONTENT
    cause = Cause(rule="content" if to == AccountKind.CONTENT else "", source="move", source_id=str(key))
    return [
        Posting(
            account_id=accounts[kind].pk,
            amount=signed,
            kind=entry_kind,
            reference=f"move:{key}",
            line_id=line.pk,
            cause=cause,
            channel=channel,
            made_by_id=by.pk,
        )
        for kind, signed, entry_kind in (
            (from_kind, -amount, EntryKind.MOVE_OUT),
            (to, amount, EntryKind.MOVE_IN),
        )
    ]
