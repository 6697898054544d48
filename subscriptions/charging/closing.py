"""What is held ends with its line."""

from __future__ import annotations

from datetime import datetime

from cabinet.accounts.models import Line
from subscriptions.charging.holding import hold
from subscriptions.charging.lifecycle import end
from subscriptions.models import ChangeStatus, ChargeNotice, Subscription, TariffChange


def end_with_line(line: Line, now: datetime) -> None:
    """A step of closing `line` (`core.line_closing`): nothing is charged for it any more, and its tariff does not
    change. What was paid ahead is not given back here: whether it is, the contract says."""
    hold(line)
    TariffChange.objects.filter(line=line, status=ChangeStatus.PLANNED).update(status=ChangeStatus.UNDONE, ended_at=now)
    held = list(Subscription.objects.filter(line=line, ended_at=None).order_by("pk"))
    ChargeNotice.objects.filter(subscription__in=held).delete()
    end(held, now=now)
