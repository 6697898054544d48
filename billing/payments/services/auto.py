"""Automatic payments: set up, and run when they are due, each at most so many times a day."""

from __future__ import annotations

import calendar
import threading
import time as clock
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from billing.models import Account, AutoPayment, AutoPaymentKind, Payment, SavedMethod
from billing.models.payments import OPEN_PAYMENTS
from billing.payments.providers import is_on
from billing.payments.services.ask import ask
from billing.payments.services.begin import LEASE, refuse_impossible
from billing.payments.services.stop_auto import BY_OWNER, NO_ACCESS, NO_CARD, stop
from billing.periods import today
from billing.services.ledger import open_account
from cabinet.accounts.access import Right, allowed, require
from cabinet.accounts.models import Line, User
from cabinet.core.channels import Channel
from cabinet.core.errors import DomainError

AT = time(10, 0)  # of the contract's day: nobody is asleep, and banks are open
BATCH = 100
LATER = timedelta(hours=1)  # when the way to pay is switched off for a while
LONGEST = timedelta(hours=24)  # in which the same payment may still be unanswered


class NoSuchCard(DomainError):
    code = "no_such_card"
    message = _("Этой карты больше нет. Выберите другую.")


def next_day(day: int, *, after: datetime, zone: ZoneInfo) -> datetime:
    """The first moment after `after` that is `AT` on `day` of a month: on its last day where it is shorter."""
    year, month = (local := after.astimezone(zone)).year, local.month
    while True:
        there = date(year, month, min(day, calendar.monthrange(year, month)[1]))
        moment = datetime.combine(there, AT, zone)
        if moment > after:
            return moment
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


@transaction.atomic
def set_up(
    *,
    user: User,
    line: Line,
    card: SavedMethod,
    amount: Decimal,
    now: datetime,
    threshold: Decimal | None = None,
    day: int | None = None,
) -> AutoPayment:
    """Have `card` charged for the account of `line` when it falls below `threshold`, or on `day` of the month.

    There is one of each kind for an account: another replaces it, the same again is it. Raises `NotFound` for who does
    not see the balance, `NoSuchCard`, `MethodOff`, `SumOutOfLimits`.
    """
    require(user, line, Right.SEE_BALANCE, now)
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    mine = SavedMethod.objects.select_for_update(no_key=True).filter(pk=card.pk, user=user, removed_at=None)
    if not mine.exists():
        raise NoSuchCard
    refuse_impossible(card.method, amount)
    kind = AutoPaymentKind.DAY if day else AutoPaymentKind.THRESHOLD
    account = open_account(contract=line.contract)
    wished = {"line": line, "saved_method": card, "amount": amount, "threshold": threshold, "day": day}
    old = AutoPayment.objects.filter(user=user, account=account, kind=kind, stopped_at=None).first()
    if old is not None:
        if all(getattr(old, name) == value for name, value in wished.items()):
            return old
        stop(auto=old, because=BY_OWNER, now=now)
    return AutoPayment.objects.create(
        user=user,
        account=account,
        kind=kind,
        created_at=now,
        next_at=next_day(day, after=now, zone=ZoneInfo(line.contract.time_zone)) if day else None,
        **wished,
    )


@transaction.atomic
def switch_off(*, auto: AutoPayment, now: datetime) -> Payment | None:
    """By who set it up. Twice is once. Returns a charge that its bank has not answered about yet: it cannot be called
    back, and is asked about until it is known, for money that was taken must come to the account."""
    AutoPayment.objects.select_for_update(no_key=True).get(pk=auto.pk)  # after whoever begins one now
    stop(auto=auto, because=BY_OWNER, now=now)
    return Payment.objects.filter(auto=auto, status__in=OPEN_PAYMENTS).order_by("-pk").first()


def due(now: datetime) -> QuerySet[AutoPayment]:
    """Those to be run: whose day has come, or whose account has too little and nothing is on its way to it."""
    going = Payment.objects.filter(account=OuterRef("account"), auto__isnull=False, status__in=OPEN_PAYMENTS)
    of_day = Q(kind=AutoPaymentKind.DAY, next_at__lte=now)
    waited = Q(next_at=None) | Q(next_at__lte=now)
    of_threshold = waited & Q(kind=AutoPaymentKind.THRESHOLD, account__balance__lt=F("threshold"))
    return AutoPayment.objects.filter(of_day | of_threshold, ~Exists(going), stopped_at=None)


def run_due(now: datetime) -> int:
    """Begin what is due; returns how many payments were begun."""
    begun = 0
    for pk in list(due(now).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        payment = _promise(pk, now)
        if payment is not None:
            ask(payment_id=payment.pk, now=now)
            begun += 1
    return begun


class Looks:
    """Lets a look at all accounts happen every `AUTO_PAYMENT_LOOK` seconds, not at every sweep."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next = 0.0

    def is_due(self, now: datetime) -> bool:
        with self._lock:
            if clock.monotonic() < self._next:
                return False
            self._next = clock.monotonic() + settings.AUTO_PAYMENT_LOOK
        return due(now).exists()


@transaction.atomic
def _promise(pk: int, now: datetime) -> Payment | None:
    """The row of one automatic payment, asked again under its lock whether it is due; who holds it, runs it."""
    # First the lock, then the question: the statement that locks sees the payments of before it began to wait.
    if not AutoPayment.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=pk):
        return None
    # What somebody pays by hand, or another automatic payment begins, for the same account is waited for, and seen.
    Account.objects.select_for_update(no_key=True).get(auto_payments=pk)
    auto = due(now).select_related("line__contract", "saved_method__method", "user", "account").filter(pk=pk).first()
    if auto is None or not _may_run(auto, now):
        return None
    zone = ZoneInfo(auto.line.contract.time_zone)
    day = today(now, zone)
    midnight = datetime.combine(day, time(), zone)
    times = Payment.objects.filter(auto=auto, created_at__gte=midnight).count()
    tomorrow = datetime.combine(day + timedelta(days=1), time(), zone)
    if times >= settings.AUTO_PAYMENTS_A_DAY:
        AutoPayment.objects.filter(pk=pk).update(next_at=tomorrow)
        return None
    if auto.day:
        AutoPayment.objects.filter(pk=pk).update(next_at=next_day(auto.day, after=now, zone=zone))
    return Payment.objects.create(
        account=auto.account,
        line=auto.line,
        payer=auto.user,
        method=auto.saved_method.method,
        amount=auto.amount,
        channel=Channel.SYSTEM,
        provider=auto.saved_method.provider,
        idempotency_key=f"auto:{auto.pk}:{day}:{times}",
        saved_method=auto.saved_method,
        auto=auto,
        created_at=now,
        expires_at=now + LONGEST,
        next_check_at=now + LEASE,
    )


def _may_run(auto: AutoPayment, now: datetime) -> bool:
    """Whether its card, its number and the way to pay are still there; what is gone for good ends it."""
    if not allowed(auto.user, auto.line, Right.SEE_BALANCE, now):
        stop(auto=auto, because=NO_ACCESS, now=now, told=True)
        return False
    if auto.saved_method.removed_at is not None:
        stop(auto=auto, because=NO_CARD, now=now, told=True)
        return False
    if not auto.saved_method.method.is_on or not is_on():
        AutoPayment.objects.filter(pk=auto.pk).update(next_at=now + LATER)
        return False
    return True
