"""Writing down what a provider says of a payment: credited once, whatever is said how often and in which order."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction

from billing.causes import Cause
from billing.kinds import EntryKind
from billing.models import Payment, PaymentStatus
from billing.payments import texts
from billing.payments.events import RECEIVED
from billing.payments.providers.base import State, Told
from billing.payments.services.cards import remember
from billing.payments.services.stop_auto import stop
from billing.services.ledger import post
from billing.telling import top_up_key
from cabinet.accounts.access import Right, allowed
from cabinet.accounts.services.notify import notify
from cabinet.core.channels import Channel

logger = logging.getLogger(__name__)

FIRST_LATE_LOOK = timedelta(hours=1)  # at what was refused or not paid in time


@transaction.atomic
def settle(*, payment_id: int, told: Told, now: datetime) -> Payment:
    """Bring a payment to the state that the provider told of. What is credited stays so; a late yes credits what was
    refused or not paid in time. What was told of another payment, or of another sum, changes nothing: people look."""
    payment = _locked(payment_id)
    if payment.status == PaymentStatus.SUCCEEDED or not _is_about(payment, told):
        return payment
    if payment.provider_reference is None:
        payment.provider_reference = told.reference
        payment.save(update_fields=["provider_reference"])
    match told.state:
        case State.PAID:
            _credit(payment, told, now)
        case State.REFUSED if payment.is_open:
            _close(payment, PaymentStatus.REFUSED, told.refusal, now)
        case State.EXPIRED if payment.is_open:
            _close(payment, PaymentStatus.EXPIRED, "", now)
        case State.WAITING if payment.is_open and now >= payment.expires_at:
            _close(payment, PaymentStatus.EXPIRED, "", now)
        case State.WAITING if payment.is_open:
            _wait(payment, told)
    return payment


@transaction.atomic
def refuse(*, payment_id: int, now: datetime) -> Payment:
    """The provider will not take it at all. A payment that it knows is not ended by that."""
    payment = _locked(payment_id)
    if payment.is_open and payment.provider_reference is None:
        _close(payment, PaymentStatus.REFUSED, "", now)
    return payment


@transaction.atomic
def expire(*, payment_id: int, now: datetime) -> Payment:
    """Nobody can pay it any more: the provider never answered."""
    payment = _locked(payment_id)
    if payment.is_open and payment.provider_reference is None:
        _close(payment, PaymentStatus.EXPIRED, "", now)
    return payment


def _locked(payment_id: int) -> Payment:
    related = ("method", "line__contract", "account", "payer", "auto__saved_method", "auto__line", "auto__user")
    return Payment.objects.select_for_update(no_key=True, of=("self",)).select_related(*related).get(pk=payment_id)


def _is_about(payment: Payment, told: Told) -> bool:
    known = payment.provider_reference in (None, told.reference)
    if known and told.key == str(payment.public_id) and told.amount == payment.amount:
        return True
    logger.error(
        "payment %s of %s: %s tells of %s, %s ₽: look for it there",
        payment.public_id,
        payment.amount,
        payment.provider,
        told.reference,
        told.amount,
    )
    return False


def _credit(payment: Payment, told: Told, now: datetime) -> None:
    payer = payment.payer
    # Who pays for a stranger's number is nobody whom the account's owner should read the name of.
    known = payer if payer and payment.line and allowed(payer, payment.line, Right.SEE_BALANCE, now) else None
    payment.entry = post(
        account=payment.account,
        amount=payment.amount,
        kind=EntryKind.PAYMENT,
        reference=f"payment:{payment.public_id}",
        now=now,
        line=payment.line,
        cause=Cause(
            rule="auto" if payment.auto else payment.method.code, source="payment", source_id=str(payment.public_id)
        ),
        channel=Channel(payment.channel),
        made_by=known,
    )
    payment.status, payment.finished_at, payment.next_check_at = PaymentStatus.SUCCEEDED, now, None
    payment.refusal = payment.pay_url = payment.qr = ""
    payment.save()
    if payment.saves and told.card and payer and payer.is_active:
        remember(payer=payer, method=payment.method, provider=payment.provider, card=told.card, now=now)
    _tell(payment, now)


def _tell(payment: Payment, now: datetime) -> None:
    line, entry = payment.line, payment.entry
    if line is None or line.closed_at is not None or entry is None:
        return
    template = texts.AUTO_RECEIVED if payment.auto else texts.RECEIVED
    notify(
        event=RECEIVED.name,
        template=template.name,
        facts=lambda language: texts.facts(line=str(line), amount=payment.amount, language=language),
        now=now,
        line=line,
        dedup_key=top_up_key(account_id=entry.account_id, seq=entry.seq),  # a debt that it repaid told of it, too
    )


def _close(payment: Payment, status: PaymentStatus, refusal: str, now: datetime) -> None:
    payment.status, payment.refusal, payment.finished_at = status, refusal, now
    payment.pay_url = payment.qr = ""
    payment.checks = 0
    known = payment.provider_reference or payment.hinted_reference
    payment.next_check_at = now + FIRST_LATE_LOOK if known else None
    payment.save()
    if payment.auto:
        stop(auto=payment.auto, because=refusal or status.value, now=now, told=True)


def _wait(payment: Payment, told: Told) -> None:
    if payment.status == PaymentStatus.WAITING and (payment.pay_url, payment.qr) == (told.pay_url, told.qr):
        return
    payment.status, payment.pay_url, payment.qr = PaymentStatus.WAITING, told.pay_url, told.qr
    payment.save(update_fields=["status", "pay_url", "qr"])
