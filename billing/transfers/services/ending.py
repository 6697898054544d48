"""What ends by itself: transfers without a code, requests without an answer, and all of a line that is closed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q

from billing.models import CallMe, MoneyRequest, MoneyRequestStatus, Transfer, TransferStatus

CALL_MES_KEPT = timedelta(days=30)


def sweep(now: datetime) -> int:
    """End what is late, and forget old wishes to be called; returns how many rows that were. Safe to run twice."""
    transfers = Transfer.objects.filter(status=TransferStatus.CREATED, expires_at__lte=now)
    wishes = MoneyRequest.objects.filter(status=MoneyRequestStatus.WAITING, expires_at__lte=now)
    old = CallMe.objects.filter(at__lt=now - CALL_MES_KEPT)
    ended = transfers.update(status=TransferStatus.EXPIRED)
    ended += wishes.update(status=MoneyRequestStatus.EXPIRED, ended_at=F("expires_at"))
    return ended + old.delete()[0]


def of_closed_line(line: Any, now: datetime) -> None:
    """The step of closing a line: nothing that waits is sent from it, to it or asked of it any more."""
    Transfer.objects.filter(from_line=line, status=TransferStatus.CREATED).update(status=TransferStatus.CANCELLED)
    waiting = MoneyRequest.objects.filter(Q(asker=line) | Q(line=line), status=MoneyRequestStatus.WAITING)
    waiting.update(status=MoneyRequestStatus.EXPIRED, ended_at=now)
