"""What becomes of an order at the bank. The card decides: each has a fate, so that every one can be tried."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from billing.models import SandboxOrder, SandboxReturn, SandboxState
from billing.payments.providers.base import Declined, Order

CODE_TRIES = 3


@dataclass(frozen=True, slots=True)
class Fate:
    """A card of the bank by its last digits, and what happens to who pays with it."""

    card: str
    words: str | Promise


FATES = (
    Fate("4242", _("оплатится сразу")),
    Fate("3220", _("спросит код 3-D Secure")),
    Fate("0341", _("оплатится, а автоплатежам потом откажет")),
    Fate("9995", _("откажет: на карте нет денег")),
    Fate("0077", _("оплатится, но банк скажет об этом позже")),
    Fate("0119", _("банк не ответит, и время оплаты выйдет")),
)
SECURE, LATER_REFUSED, POOR, LATE, SILENT = "3220", "0341", "9995", "0077", "0119"
CARDS = {fate.card for fate in FATES}


def open_order(*, order: Order, now: datetime) -> SandboxOrder:
    """The order of this key; one with a token is paid or refused at once."""
    opened, made = SandboxOrder.objects.get_or_create(
        key=order.key,
        defaults={
            "amount": order.amount,
            "method": order.method,
            "return_url": order.return_url,
            "saves": order.saves,
            "created_at": now,
            "expires_at": order.expires_at,
        },
    )
    if made and order.token:
        _charge_again(opened, order.token, now)
    return opened


def current(*, reference: str, now: datetime) -> SandboxOrder:
    """The order as it stands at `now`. Raises `Declined` if there is none."""
    waiting = SandboxOrder.objects.filter(reference=reference, state=SandboxState.WAITING)
    waiting.filter(settles_at__lte=now).update(state=SandboxState.PAID)
    waiting.filter(settles_at=None, expires_at__lte=now).update(state=SandboxState.EXPIRED, notice_at=now)
    found = SandboxOrder.objects.filter(reference=reference).first()
    if found is None:
        raise Declined("no such order")
    return found


@transaction.atomic
def pay(*, reference: str, card: str, now: datetime) -> SandboxOrder:
    """The person pays by `card` (its last digits; none through the fast payment system)."""
    order = _waiting(reference, now)
    if order is None or (order.method == "card" and card not in CARDS):
        return current(reference=reference, now=now)
    order.card = card if order.method == "card" else ""
    if order.card == SECURE:
        order.secure_code = order.secure_code or f"{secrets.randbelow(10**6):06}"
        order.save(update_fields=["card", "secure_code"])
    elif order.card == POOR:
        _end(order, SandboxState.REFUSED, now, refusal="insufficient_funds")
    elif order.card == LATE:
        order.settles_at = order.notice_at = now + timedelta(seconds=settings.SANDBOX_LATE)
        order.save(update_fields=["card", "settles_at", "notice_at"])
    elif order.card == SILENT:
        order.save(update_fields=["card"])
    else:
        _end(order, SandboxState.PAID, now)
    return order


@transaction.atomic
def confirm(*, reference: str, code: str, now: datetime) -> SandboxOrder:
    """The code of 3-D Secure; after three wrong ones the payment is refused."""
    order = _waiting(reference, now)
    if order is None or not order.secure_code:
        return current(reference=reference, now=now)
    order.tries += 1
    if constant_time_compare(order.secure_code, code):
        _end(order, SandboxState.PAID, now)
    elif order.tries >= CODE_TRIES:
        _end(order, SandboxState.REFUSED, now, refusal="3d_secure_failed")
    else:
        order.save(update_fields=["tries"])
    return order


@transaction.atomic
def refuse(*, reference: str, now: datetime) -> SandboxOrder:
    """The person thought better of it."""
    order = _waiting(reference, now)
    if order is None:
        return current(reference=reference, now=now)
    _end(order, SandboxState.REFUSED, now, refusal="canceled_by_payer")
    return order


@transaction.atomic
def give_back(*, reference: str, amount: Decimal, key: str) -> None:
    """Return `amount` of a paid order, once by `key`. Raises `Declined` for more than is left of it."""
    order = SandboxOrder.objects.select_for_update().filter(reference=reference, state=SandboxState.PAID).first()
    if order is None:
        raise Declined("nothing was paid")
    if SandboxReturn.objects.filter(key=key).exists():
        return
    if order.returned + amount > order.amount:
        raise Declined("more than is left")
    SandboxReturn.objects.create(order=order, key=key, amount=amount)
    SandboxOrder.objects.filter(pk=order.pk).update(returned=F("returned") + amount)


def _waiting(reference: str, now: datetime) -> SandboxOrder | None:
    """The order, locked, if nothing is decided about it yet."""
    return (
        SandboxOrder.objects.select_for_update()
        .filter(reference=reference, state=SandboxState.WAITING, settles_at=None, expires_at__gt=now)
        .first()
    )


def _charge_again(order: SandboxOrder, token: str, now: datetime) -> None:
    remembered = SandboxOrder.objects.filter(token=token).first()
    order.card = remembered.card if remembered else ""
    if remembered is None or remembered.card == LATER_REFUSED:
        _end(order, SandboxState.REFUSED, now, refusal="insufficient_funds")
    else:
        _end(order, SandboxState.PAID, now)


def _end(order: SandboxOrder, state: SandboxState, now: datetime, *, refusal: str = "") -> None:
    order.state, order.refusal, order.notice_at = state, refusal, now
    if state == SandboxState.PAID and order.saves and order.card:
        order.token = secrets.token_urlsafe(24)
    order.save()
