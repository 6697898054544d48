"""Ending an automatic payment: by its owner, or because the bank, the card or the number gave out."""

from __future__ import annotations

from datetime import datetime

from billing.models import AutoPayment
from billing.payments import texts
from billing.payments.events import AUTO_STOPPED
from cabinet.accounts.models import Line
from cabinet.accounts.services.notify import notify

BY_OWNER, NO_CARD, NO_ACCESS, LINE_CLOSED = "by_owner", "no_card", "no_access", "line_closed"


def stop(*, auto: AutoPayment, because: str, now: datetime, told: bool = False) -> bool:
    """End `auto`; False if it was ended before. `told`: its owner hears of it. The caller owns the transaction."""
    stopped = AutoPayment.objects.filter(pk=auto.pk, stopped_at=None).update(
        stopped_at=now, stopped_because=because[:200], next_at=None
    )
    if stopped and told:
        line = str(auto.line)
        notify(
            event=AUTO_STOPPED.name,
            template=texts.AUTO_STOPPED.name,
            facts=lambda language: texts.facts(line=line, amount=auto.amount, language=language),
            now=now,
            user=auto.user,
            dedup_key=f"auto-stopped:{auto.public_id}",
        )
    return bool(stopped)


def stop_of_line(line: Line, now: datetime) -> None:
    """A number that closes is paid for no more (A13). The caller owns the transaction."""
    for auto in AutoPayment.objects.filter(line=line, stopped_at=None).select_related("line", "user"):
        stop(auto=auto, because=LINE_CLOSED, now=now)
