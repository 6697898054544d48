"""Money that goes back to who paid it: promised with the entry that takes it from the account, sent by the sweep."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _

from billing.models import PayerReturn, PayerReturnStatus, Payment, PaymentStatus
from billing.payments.providers import provider
from billing.payments.providers.base import KEY_IS_KEPT, Declined, NotAnswered
from cabinet.core.errors import DomainError

logger = logging.getLogger(__name__)

BATCH = 50
UNANSWERED = "unanswered"
PAUSES = (10, 60, 300, 3600, 6 * 3600)  # seconds after the first, second, … time that nobody answered


class NotReturnable(DomainError):
    code = "not_returnable"
    message = _("Вернуть на карту можно только то, что ею заплачено, и не больше этого.")


@transaction.atomic
def return_to_payer(*, payment: Payment, amount: Decimal, key: str, now: datetime) -> PayerReturn:
    """Promise that `amount` roubles of `payment` go back to where they came from, once by `key`.

    Call it within the transaction that posts the account's own entry (`PAYMENT_RETURN`). Raises `NotReturnable` for
    what was not paid, or for more than was.
    """
    locked = Payment.objects.select_for_update(no_key=True).get(pk=payment.pk)
    known = PayerReturn.objects.filter(key=key).first()
    if known is not None:
        if (known.payment_id, known.amount) != (payment.pk, amount):
            raise NotReturnable
        return known
    refuse_more_than_was_paid(locked, amount)
    return PayerReturn.objects.create(payment=locked, amount=amount, key=key, created_at=now, next_try_at=now)


def refuse_more_than_was_paid(payment: Payment, amount: Decimal, *, but: PayerReturn | None = None) -> None:
    """Raises `NotReturnable` where `amount` and all that went back of `payment`, locked, `but` one, is too much."""
    # What nobody answered for may have gone back: only what a bank surely refused frees its sum.
    kept = payment.returns.exclude(~Q(refusal=UNANSWERED), status=PayerReturnStatus.REFUSED)
    if but is not None:
        kept = kept.exclude(pk=but.pk)
    given = kept.aggregate(sum=Sum("amount"))["sum"] or 0
    if payment.status != PaymentStatus.SUCCEEDED or given + amount > payment.amount:
        raise NotReturnable


def is_due(now: datetime) -> bool:
    return PayerReturn.objects.filter(next_try_at__lte=now).exists()


def sweep(now: datetime) -> int:
    """Send what is due; returns how many were tried."""
    tried = 0
    for pk in list(
        PayerReturn.objects.filter(next_try_at__lte=now).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        tried += _send(pk, now)
    return tried


def _send(pk: int, now: datetime) -> bool:
    promised = PayerReturn.objects.select_related("payment").get(pk=pk)
    pause = timedelta(seconds=PAUSES[min(promised.tries, len(PAUSES) - 1)])
    mine = PayerReturn.objects.filter(pk=pk, next_try_at=promised.next_try_at, status=PayerReturnStatus.PROMISED)
    if not mine.update(next_try_at=now + pause, tries=F("tries") + 1):
        return False
    payment = promised.payment
    if promised.tries and now >= promised.promised_at + KEY_IS_KEPT:
        # Perhaps it went back already, and a key that is forgotten there would send it again.
        logger.error("return %s: %s never answered; look for it there", promised.provider_key, payment.provider)
        _end(pk, PayerReturnStatus.REFUSED, now, refusal=UNANSWERED)
        return True
    try:
        provider(payment.provider).give_back(
            reference=str(payment.provider_reference), amount=promised.amount, key=promised.provider_key
        )
    except NotAnswered as error:
        logger.warning("return %s: %s did not answer: %s", promised.provider_key, payment.provider, error)
        return True
    except Declined as error:
        logger.error("return %s: %s declines: %s", promised.provider_key, payment.provider, error)
        _end(pk, PayerReturnStatus.REFUSED, now, refusal=str(error)[:200])
        return True
    _end(pk, PayerReturnStatus.DONE, now)
    return True


def _end(pk: int, status: PayerReturnStatus, now: datetime, *, refusal: str = "") -> None:
    PayerReturn.objects.filter(pk=pk, status=PayerReturnStatus.PROMISED).update(
        status=status, refusal=refusal, finished_at=now, next_try_at=None
    )
