"""Telling of an account: it is its owner's to know, not whose telephone is one of the contract's (DESIGN §4.8)."""

from __future__ import annotations

from datetime import datetime

from cabinet.accounts.access import lines_that_prove
from cabinet.accounts.models import Line
from cabinet.accounts.services.notify import Facts, notify


def top_up_key(*, account_id: int, seq: int) -> str:
    """By which a top-up, the entry `seq` of its account, is told of once to a telephone: who tells first tells all, and
    the same key again promises nothing new."""
    return f"top-up:{account_id}:{seq}"


def tell_owner(*, line: Line, event: str, template: str, facts: Facts, now: datetime, dedup_key: str) -> None:
    """Promise the message to the owner of the contract of `line`: on that line if it is surely theirs, else on those
    that are. Of a contract whose owner nobody knows yet, the primary line is. The caller owns the transaction."""
    contract = line.contract
    owner = contract.owner
    if owner is None:
        to = line if contract.primary_line_id == line.pk else None
        if to is None:
            return
    else:
        to = line if lines_that_prove(owner).filter(pk=line.pk).exists() else None
    notify(event=event, template=template, facts=facts, now=now, line=to, user=owner, dedup_key=dedup_key)
