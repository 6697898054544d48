"""Reading of transfers and of what was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from billing.models import Account, AccountKind, MoneyRequest, MoneyRequestStatus, Transfer, TransferStatus
from billing.transfers.rules import ZERO, Standing, standing
from cabinet.accounts.access import Right, require
from cabinet.accounts.models import Line, User
from cabinet.core.errors import NotFound

LAST = 5  # shown on a page


@dataclass(frozen=True)
class Sent:
    """A transfer of the list: to whom, how much, what became of it by now."""

    transfer: Transfer
    status: TransferStatus

    @property
    def is_done(self) -> bool:
        return self.status == TransferStatus.DONE

    @property
    def waits(self) -> bool:
        return self.status == TransferStatus.CREATED


@dataclass(frozen=True)
class Asked:
    """A request of the list, with what became of it by now."""

    wish: MoneyRequest
    status: MoneyRequestStatus

    @property
    def is_paid(self) -> bool:
        return self.status == MoneyRequestStatus.PAID

    @property
    def waits(self) -> bool:
        return self.status == MoneyRequestStatus.WAITING


def standing_of(*, line: Line, now: datetime) -> Standing:
    """What of the limits the contract of `line` has used."""
    account = Account.objects.filter(contract=line.contract_id, kind=AccountKind.MAIN).first()
    if account is None:
        return Standing(balance=ZERO, owed=ZERO, sent_today=ZERO, free_at=None)
    return standing(account=account, zone=ZoneInfo(line.contract.time_zone), now=now)


def last_sent(*, line: Line, now: datetime) -> list[Sent]:
    """The newest transfers of the contract of `line`."""
    rows = Transfer.objects.filter(from_account__contract=line.contract_id, from_account__kind=AccountKind.MAIN)
    return [Sent(row, status_of(row, now)) for row in rows.order_by("-pk")[:LAST]]


def status_of(transfer: Transfer, now: datetime) -> TransferStatus:
    """What became of it at `now`; the row of one that nobody confirmed in time may not know yet."""
    late = transfer.waits and transfer.expires_at <= now
    return TransferStatus.EXPIRED if late else TransferStatus(transfer.status)


def transfer_of(*, user: User, public_id: UUID, now: datetime) -> Transfer:
    """The transfer with its line, for the owner of the contract. Raises `NotFound`."""
    lines = Transfer.objects.select_related("from_line__contract", "out_entry")
    transfer = lines.filter(public_id=public_id).first()
    if transfer is None:
        raise NotFound
    require(user, transfer, Right.MOVE_MONEY, now)
    return transfer


def asked_of(*, line: Line, now: datetime) -> list[MoneyRequest]:
    """What others ask of `line` and wait for."""
    waiting = MoneyRequest.objects.filter(line=line, status=MoneyRequestStatus.WAITING, expires_at__gt=now)
    return list(waiting.select_related("asker").order_by("-pk")[: LAST * 2])


def asked_by(*, line: Line, now: datetime) -> list[Asked]:
    """What `line` asked of others, newest first."""
    rows = MoneyRequest.objects.filter(asker=line).order_by("-pk")[:LAST]
    return [Asked(row, _standing_of_wish(row, now)) for row in rows]


def money_request(*, user: User, public_id: UUID, now: datetime) -> MoneyRequest:
    """What is asked of a line that `user` manages. Raises `NotFound`."""
    wish = MoneyRequest.objects.select_related("line__contract").filter(public_id=public_id).first()
    if wish is None:
        raise NotFound
    require(user, wish, Right.MANAGE, now)
    return wish


def _standing_of_wish(wish: MoneyRequest, now: datetime) -> MoneyRequestStatus:
    late = wish.status == MoneyRequestStatus.WAITING and wish.expires_at <= now
    return MoneyRequestStatus.EXPIRED if late else MoneyRequestStatus(wish.status)


def request_to(*, user: User, public_id: str, now: datetime) -> MoneyRequest | None:
    """What is asked of a line of this owner's and waits; None if there is no such thing."""
    try:
        wanted = UUID(public_id)
    except ValueError:
        return None
    mine = Q(line__contract__owner=user, line__closed_at=None)
    waiting = MoneyRequest.objects.filter(mine, status=MoneyRequestStatus.WAITING, expires_at__gt=now)
    return waiting.select_related("asker", "line").filter(public_id=wanted).first()
