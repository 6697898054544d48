"""Asking the provider what became of a payment; the same question begins it, while the provider has not heard of it.

Who asks is a page that begins a payment, the sweep for those whose time has come, and a task that a notification
woke. All may ask at once: what is told is written down by `settle`, once.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from billing.models import Payment, PaymentStatus
from billing.payments.providers import provider
from billing.payments.providers.base import KEY_IS_KEPT, Declined, Hint, NotAnswered, Order, Told
from billing.payments.services.cards import cipher
from billing.payments.services.settle import expire, refuse, settle
from cabinet.core.jobs import wake
from cabinet.core.phones import masked

logger = logging.getLogger(__name__)

BATCH = 50
PAUSES = (5, 5, 10, 15, 30, 60, 120, 300)  # seconds after the first, second, … look; the last one repeats
LATE = (3600, 6 * 3600, 24 * 3600, 72 * 3600)  # … of what was refused or not paid in time: banks say yes late


def ask(*, payment_id: int, now: datetime) -> Payment:
    """Ask about one payment and write down what is told; what is not answered is left as it is."""
    return _ask(payment_id, now) or Payment.objects.get(pk=payment_id)


def sweep(now: datetime) -> int:
    """Ask about what is due; returns how many were asked about. The first silence ends it: the others would wait for
    the same provider."""
    asked = 0
    for pk in list(due(now).order_by("next_check_at").values_list("pk", flat=True)[:BATCH]):
        if _claim(pk, now):
            asked += 1
            if _ask(pk, now) is None:
                break
    return asked


def due(now: datetime) -> QuerySet[Payment]:
    """Payments whose time to be asked about has come."""
    return Payment.objects.filter(next_check_at__lte=now)


def is_due(now: datetime) -> bool:
    return due(now).exists()


def look_soon(*, hint: Hint, name: str, now: datetime) -> bool:
    """The provider `name` says that something happened to what `hint` names: ask about it at once, whatever it says.

    False for what is not ours, or is credited already.
    """
    ours = Payment.objects.filter(_named(hint), provider=name).exclude(status=PaymentStatus.SUCCEEDED)
    payment = ours.first()
    if payment is None:
        return False
    named = {"hinted_reference": hint.reference} if hint.reference else {}
    ours.filter(pk=payment.pk).update(next_check_at=now, **named)
    wake("payments.ask", payment_id=payment.pk)
    return True


def _named(hint: Hint) -> Q:
    named = Q(provider_reference=hint.reference) if hint.reference else Q(pk__in=[])
    try:
        return named | Q(public_id=UUID(hint.key))
    except ValueError:
        return named


def _claim(pk: int, now: datetime) -> bool:
    """Put the next look off, so that nobody else looks meanwhile; False if somebody was quicker."""
    payment = Payment.objects.get(pk=pk)
    pauses = PAUSES if payment.is_open else LATE
    last = payment.checks >= len(pauses)
    pause = timedelta(seconds=pauses[min(payment.checks, len(pauses) - 1)])
    next_at = now + pause if payment.is_open or not last else None
    mine = Payment.objects.filter(pk=pk, status=payment.status, next_check_at=payment.next_check_at)
    if payment.next_check_at is None or payment.next_check_at > now:
        return False
    return bool(mine.update(next_check_at=next_at, checks=F("checks") + 1))


def _ask(payment_id: int, now: datetime) -> Payment | None:
    """None if there was no answer."""
    payment = Payment.objects.select_related("method", "saved_method", "line").get(pk=payment_id)
    if payment.status == PaymentStatus.SUCCEEDED:
        return payment
    told = _as_hinted(payment)
    if told is None and _is_hopeless(payment, now):
        return expire(payment_id=payment.pk, now=now)
    try:
        told = told or _told(payment)
    except NotAnswered as error:
        logger.warning("payment %s: %s did not answer: %s", payment.public_id, payment.provider, error)
        return None
    except Declined as error:
        logger.error("payment %s: %s declines: %s", payment.public_id, payment.provider, error)
        return refuse(payment_id=payment.pk, now=now)
    return settle(payment_id=payment.pk, told=told, now=now)


def _as_hinted(payment: Payment) -> Told | None:
    """What the provider says of the payment that a notification named, where its own answer never came: a card may have
    been charged that nobody can ask about by our key any more. None unless it is this very payment."""
    if payment.provider_reference is not None or not payment.hinted_reference:
        return None
    try:
        told = provider(payment.provider).look(payment.hinted_reference)
    except (NotAnswered, Declined) as error:
        logger.warning("payment %s: no answer about what a notice named: %s", payment.public_id, error)
        return None
    return told if told.key == str(payment.public_id) else None


def _is_hopeless(payment: Payment, now: datetime) -> bool:
    """Whether asking anew could only do harm. Nobody was given an address to pay at, so nobody paid; a remembered card
    may have been charged, and the same key finds that out while the provider keeps it."""
    if payment.provider_reference is not None:
        return False
    if payment.saved_method is None:
        return now >= payment.expires_at
    lost = now >= payment.created_at + KEY_IS_KEPT
    if lost:
        logger.error("payment %s: %s never answered; look for it there", payment.public_id, payment.provider)
    return lost


def _told(payment: Payment) -> Told:
    way = provider(payment.provider)
    if payment.provider_reference is not None:
        return way.look(payment.provider_reference)
    return way.create(_order(payment))


def _order(payment: Payment) -> Order:
    number = str(payment.line.msisdn or payment.line.number) if payment.line else ""
    with override("ru"):  # the bank's page and its statements are Russian
        about = _("Пополнение счёта, номер %(number)s") % {"number": masked(number)}
    return Order(
        key=str(payment.public_id),
        amount=payment.amount,
        method=payment.method.code,
        about=about,
        return_url=settings.PUBLIC_URL + f"{reverse('payment', args=[payment.public_id])}?back=1",
        expires_at=payment.expires_at,
        saves=payment.saves,
        token=_token(payment),
    )


def _token(payment: Payment) -> str:
    if payment.saved_method is None:
        return ""
    try:
        return cipher.unseal(payment.saved_method.token.encode())
    except InvalidToken:  # forgotten meanwhile, or SECRET_KEY changed without a fallback
        raise Declined("the card is not known any more") from None
