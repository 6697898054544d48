"""Beginning a payment: a row first, then the provider is asked, outside of any transaction."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.models import Payment, PaymentMethod
from billing.payments.providers import is_on
from billing.payments.services.ask import ask
from billing.payments.services.recipients import line_called
from billing.services.ledger import open_account
from cabinet.accounts.models import Line, User
from cabinet.core.channels import Channel
from cabinet.core.errors import DomainError, TooManyAttempts
from cabinet.core.money import format_rub

LEASE = timedelta(seconds=15)  # that who began it has for asking the provider; then the sweep does
HOUR = timedelta(hours=1)


class MethodOff(DomainError):
    code = "method_off"
    message = gettext_lazy("Этот способ оплаты сейчас не работает. Выберите другой.")


class SumOutOfLimits(DomainError):
    code = "sum_out_of_limits"


def begin(
    *,
    payer: User,
    method: PaymentMethod,
    amount: Decimal,
    form_key: str,
    now: datetime,
    line: Line | None = None,
    number: str = "",
    saves: bool = False,
    channel: Channel = Channel.PAGE,
) -> Payment:
    """Begin to pay `amount` roubles to the account of `line`, or of whoever has `number`.

    The same wish by the same `form_key` again is the same payment, however often the button was pressed. A provider
    that does not answer leaves it `created`: the sweep asks again. Raises `CannotTopUp`, `MethodOff`, `SumOutOfLimits`,
    `TooManyAttempts`.
    """
    to = line or line_called(number, payer=payer)
    payment = _promise(payer, to, method, amount, form_key, saves, channel, now)
    return ask(payment_id=payment.pk, now=now) if payment.provider_reference is None and payment.is_open else payment


@transaction.atomic
def _promise(
    payer: User,
    line: Line,
    method: PaymentMethod,
    amount: Decimal,
    form_key: str,
    saves: bool,
    channel: Channel,
    now: datetime,
) -> Payment:
    """The row; who presses twice at once waits here for the first."""
    User.objects.select_for_update(no_key=True).get(pk=payer.pk)
    # What is wished for is a part of the key: who goes back and changes the sum wishes for something else.
    key = f"{payer.pk}:{form_key[:36]}:{line.pk}:{method.code[:12]}:{amount}"
    known = Payment.objects.filter(idempotency_key=key).first()
    if known is not None:
        return known
    refuse_impossible(method, amount)
    if Payment.objects.filter(payer=payer, auto=None, created_at__gt=now - HOUR).count() >= settings.PAYMENTS_BEGUN:
        raise TooManyAttempts(int(HOUR.total_seconds()))
    return Payment.objects.create(
        account=open_account(contract=line.contract),
        line=line,
        payer=payer,
        method=method,
        amount=amount,
        channel=channel,
        provider=settings.PAYMENT_PROVIDER,
        idempotency_key=key,
        saves=saves and method.can_be_saved,
        created_at=now,
        expires_at=now + timedelta(seconds=settings.PAYMENT_LASTS),
        next_check_at=now + LEASE,
    )


def refuse_impossible(method: PaymentMethod, amount: Decimal) -> None:
    """Raises `MethodOff`, `SumOutOfLimits`."""
    if not method.is_on or not is_on():
        raise MethodOff
    if not method.min_sum <= amount <= method.max_sum:
        raise SumOutOfLimits(
            _("Так можно заплатить от %(least)s до %(most)s за раз.")
            % {"least": format_rub(method.min_sum), "most": format_rub(method.max_sum)}
        )
