"""From which lines money may be sent: the owner's (DESIGN §4.8), and those whose telephone gets the owner's codes."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from billing.transfers.errors import CodeComesElsewhere, NotTheOwner
from cabinet.accounts.access import Right, lines_that_prove, require
from cabinet.accounts.hearing import may_hear
from cabinet.accounts.models import Line, User


def refuse_wrong_sender(*, line: Line, by: User | None, now: datetime) -> None:
    """Raise unless `by` may send money from `line`, which has its contract; None: who holds its telephone, whom nobody
    knows yet.

    `NotFound` for who is not the owner. `CodeComesElsewhere` where the code would go into another hand: whoever sits at
    the owner's open cabinet could send the owner's money with a code to a telephone of their own.
    """
    if by is None:
        if not may_hear(line, Right.MOVE_MONEY, now=now):
            raise NotTheOwner
        return
    require(by, line, Right.MOVE_MONEY, now)
    if not senders_of(by, line).filter(pk=line.pk).exists():
        raise CodeComesElsewhere


def senders_of(user: User, line: Line) -> QuerySet[Line]:
    """The lines of the same contract from which its owner may send."""
    return lines_that_prove(user).filter(contract=line.contract_id)
