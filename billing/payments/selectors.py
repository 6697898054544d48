"""Reading of payments: what one may pay by, what one paid, what pays by itself."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import segno
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.functional import Promise

from billing.models import AutoPayment, PayerReturn, PayerReturnStatus, Payment, PaymentMethod, PaymentStatus
from billing.payments import texts
from billing.payments.providers import is_on
from cabinet.accounts.access import Right, require
from cabinet.accounts.models import Line, User
from cabinet.core.errors import NotFound
from cabinet.core.phones import masked

UNHEARD = timedelta(minutes=15)  # that a provider may be away before it is worth a look
REFUSED_SEEN = timedelta(days=3)  # that a return which a bank refused stands on `/readyz`


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment as its payer sees it; `number` is masked where it is not one of theirs."""

    payment: Payment
    number: str
    is_own: bool

    @property
    def refusal(self) -> str | Promise:
        """Why the bank refused, in the person's language."""
        return texts.refusal(self.payment.refusal)


@dataclass(frozen=True, slots=True)
class Ended:
    """An automatic payment that is over, and why."""

    auto: AutoPayment

    @property
    def why(self) -> str | Promise:
        return texts.stopped(self.auto.stopped_because)


@dataclass(frozen=True, slots=True)
class History:
    """Payments, the newest first; `older` is the cursor of the next page."""

    payments: list[Paid]
    older: UUID | None


def methods() -> list[PaymentMethod]:
    """Ways to pay that are offered now."""
    return list(PaymentMethod.objects.filter(is_on=True)) if is_on() else []


def payment_of(user: User | AnonymousUser, public_id: UUID, now: datetime) -> Payment:
    """A payment of `user`'s own. Raises `NotFound` for anybody else's, an account's owner's too."""
    related = ("line__contract", "method", "payer", "entry", "auto", "saved_method")
    payment = Payment.objects.select_related(*related).filter(public_id=public_id).first()
    if payment is None:
        raise NotFound
    require(user, payment, Right.SEE_BALANCE, now)
    return payment


def history(*, user: User, mine: Iterable[Line], limit: int, before: UUID | None = None) -> History:
    """A page of what `user` paid or began to; `mine` are the numbers of their cabinet."""
    found = Payment.objects.filter(payer=user).select_related("line", "method").order_by("-pk")
    if before is not None:
        found = found.filter(pk__lt=Payment.objects.filter(payer=user, public_id=before).values("pk")[:1])
    rows = list(found[: limit + 1])
    known = {line.pk for line in mine}
    shown = [paid(payment, known) for payment in rows[:limit]]
    return History(shown, rows[limit - 1].public_id if len(rows) > limit else None)


def paid(payment: Payment, mine: set[int]) -> Paid:
    """`payment` with its number as its payer may read it; `mine` are keys of their lines."""
    line = payment.line
    if line is None:
        return Paid(payment, "", False)
    is_own = line.pk in mine
    return Paid(payment, str(line) if is_own else masked(line.msisdn or ""), is_own)


def auto_payments_of(user: User) -> QuerySet[AutoPayment]:
    """What is set up and running, the newest first."""
    related = ("line__contract", "saved_method")
    return AutoPayment.objects.filter(user=user, stopped_at=None).select_related(*related).order_by("-pk")


def ended_auto_payments_of(user: User, *, limit: int) -> list[Ended]:
    """The last that ended."""
    ended = AutoPayment.objects.filter(user=user, stopped_at__isnull=False).select_related("line", "saved_method")
    return [Ended(auto) for auto in ended.order_by("-stopped_at", "-pk")[:limit]]


def qr_picture(text: str) -> str:
    """`text` as a QR code: an address of a picture that stands in the page itself."""
    drawn = io.BytesIO()
    segno.make(text, error="m").save(drawn, kind="svg", scale=6, border=3, light="#FFFFFF", dark="#17181A")
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn.getvalue()).decode()}"


def refused_returns() -> int:
    """How many returns a bank refused, or never answered about, wait for finance."""
    return PayerReturn.objects.filter(status=PayerReturnStatus.REFUSED).count()


def stuck(now: datetime) -> str:
    """For `/readyz`: what no provider answers about, and what banks do not give back."""
    unheard = Payment.objects.filter(
        status=PaymentStatus.CREATED, created_at__lt=now - UNHEARD, next_check_at__isnull=False
    )
    refused = PayerReturn.objects.filter(status=PayerReturnStatus.REFUSED, finished_at__gt=now - REFUSED_SEEN)
    found = [("unanswered", unheard.exists()), ("returns refused", refused.exists())]
    return ", ".join(name for name, is_so in found if is_so)
