"""A threshold of the balance: set by the owner, noticed by the ledger, told of once a crossing (B10)."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext_lazy as _

from billing import watchers
from billing.limits.texts import LOW, LOW_BALANCE
from billing.models import Account, AccountKind, BalanceNotice
from billing.services.ledger import open_account
from billing.telling import tell_owner
from billing.watchers import Moved
from cabinet.accounts.access import Right, require
from cabinet.accounts.models import Line, User
from cabinet.core.errors import DomainError, NotFound
from cabinet.core.money import plain_rub

logger = logging.getLogger(__name__)

BATCH = 100  # notices that a sweep tells
LEASE = timedelta(minutes=5)  # that one may take before somebody else tries it again
LEAST, MOST = Decimal(1), Decimal(10_000)  # roubles of a threshold


class NotAThreshold(DomainError):
    code = "not_a_threshold"
    message = _("Такой порог поставить нельзя.")


def set_threshold(
    *, line: Line, kind: AccountKind, below: Decimal | None, by: User, now: datetime, stops_extras: bool = False
) -> Account:
    """Have the owner told when the account of `line` falls below `below` roubles; None: never.

    A balance that is below already is told of when it has risen and falls again. With `stops_extras`, extras are not
    paid from below it either; what waits for money is looked at anew when that lets more be spent. Raises `NotFound`
    for who is not the owner, or has no such account; `NotAThreshold`.
    """
    require(by, line, Right.MOVE_MONEY, now)
    if below is not None and not LEAST <= below <= MOST:
        raise NotAThreshold
    with transaction.atomic():
        if kind == AccountKind.MAIN:
            open_account(contract=line.contract)
        account = Account.objects.select_for_update(no_key=True).filter(contract=line.contract_id, kind=kind).first()
        if account is None:
            raise NotFound
        kept_before = _kept_for_calls(account)
        account.notice_below, account.stops_extras = below, stops_extras and below is not None
        account.save(update_fields=["notice_below", "stops_extras"])
        BalanceNotice.objects.filter(account=account).delete()  # it was about the threshold before
        if account.awaits_money and _kept_for_calls(account) < kept_before:
            watchers.tell([_freed(account)], now)
    return account


def _kept_for_calls(account: Account) -> Decimal:
    """Roubles that extras may not touch."""
    return account.notice_below if account.stops_extras and account.notice_below is not None else Decimal(0)


def _freed(account: Account) -> watchers.Moved:
    return watchers.Moved(
        account_id=account.pk,
        before=account.balance,
        after=account.balance,
        topped_up=Decimal(0),
        last_seq=account.last_seq,
        crossed=False,
        freed=True,
    )


def note_crossings(moved: Sequence[Moved], now: datetime) -> None:
    """A watcher of the ledger: writes down what is to be told, in one statement, and tells nobody yet."""
    crossed = [
        BalanceNotice(account_id=each.account_id, seq=each.last_seq, due_at=now) for each in moved if each.crossed
    ]
    if crossed:
        BalanceNotice.objects.bulk_create(crossed, ignore_conflicts=True)


def sweep(now: datetime) -> int:
    """Tell of what was noted; returns how many. Two sweeps at once share them out."""
    due = BalanceNotice.objects.filter(due_at__lte=now).order_by("due_at").values_list("pk", flat=True)
    return sum(_tell(pk, now) for pk in list(due[:BATCH]))


def _tell(pk: int, now: datetime) -> bool:
    """By whoever claims it: the claim puts it off, so one that fails stands in nobody's way and is tried again."""
    if not BalanceNotice.objects.filter(pk=pk, due_at__lte=now).update(due_at=now + LEASE):
        return False
    try:
        with transaction.atomic():
            _tell_of(pk, now)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("the balance of account %s could not be told of", pk)
    return True


def _tell_of(pk: int, now: datetime) -> None:
    """The row goes and the message is promised together. Money that came meanwhile, or a threshold that was switched
    off, leaves nothing to tell."""
    notice = BalanceNotice.objects.select_for_update().filter(pk=pk).first()
    if notice is None:
        return
    account = Account.objects.select_related("contract__owner", "contract__primary_line").get(pk=pk)
    notice.delete()
    below, line = account.notice_below, account.contract.primary_line
    if below is None or account.balance >= below or line is None:
        return

    def facts(_language: str) -> dict[str, object]:
        which = _("На контентном счёте") if account.kind == AccountKind.CONTENT else _("На счёте")
        return {"account": which, "balance": plain_rub(account.balance), "below": plain_rub(below)}

    line.contract = account.contract
    tell_owner(
        line=line,
        event=LOW_BALANCE.name,
        template=LOW.name,
        facts=facts,
        now=now,
        dedup_key=f"low:{account.pk}:{notice.seq}",
    )
