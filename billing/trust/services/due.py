"""What the dispatcher does with loans: reminds the day before, and charges what is owed in time (B7)."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction

from billing.models import Account, TrustPayment, TrustStatus
from billing.trust.services.repay import settle
from billing.trust.telling import tell_due

logger = logging.getLogger(__name__)

BATCH = 50  # loans that a sweep looks at
LEASE = timedelta(minutes=5)  # that one may take before somebody else tries it again


def sweep(now: datetime) -> int:
    """Look at the loans whose time has come; returns how many. Two sweeps at once share them out."""
    due = TrustPayment.objects.filter(next_try_at__lte=now).order_by("next_try_at")
    return sum(_look_at(pk, now) for pk in list(due.values_list("pk", flat=True)[:BATCH]))


def _look_at(pk: int, now: datetime) -> bool:
    """By whoever claims it: the claim puts it off, so one that fails stands in nobody's way and is tried again."""
    if not TrustPayment.objects.filter(pk=pk, next_try_at__lte=now).update(next_try_at=now + LEASE):
        return False
    try:
        with transaction.atomic():
            _attend(pk, now)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("trust payment %s: what is due failed", pk)
    return True


def _attend(pk: int, now: datetime) -> None:
    """Remind, or charge, under the lock of the account: what a top-up repays meanwhile is seen here."""
    account = Account.objects.select_for_update(no_key=True).get(trust_payments=pk)
    loan = TrustPayment.objects.get(pk=pk)
    if loan.status != TrustStatus.OPEN:
        return
    if now < loan.due_at:
        tell_due(loan, account.balance, now)
        _again_at(loan, loan.due_at)
        return
    part = loan.left if loan.below_floor else min(loan.left, max(Decimal(0), account.balance - account.floor))
    if part:
        settle([(loan, part)], now)
    if loan.left:
        _again_at(loan, now + settings.TRUST_RETRY)


def _again_at(loan: TrustPayment, moment: datetime) -> None:
    TrustPayment.objects.filter(pk=loan.pk).update(next_try_at=moment)
