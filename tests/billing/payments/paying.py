"""A person who pays through the sandbox's bank, step by step."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from billing.models import Account, Payment, PaymentMethod, SandboxOrder
from billing.payments.bank import orders
from billing.payments.services.ask import ask
from billing.payments.services.begin import begin
from billing.services.ledger import open_account
from cabinet.accounts.models import Line
from tests.billing.money import rub
from tests.people import NOW

RIGHT_AWAY, SECURE, LATER_REFUSED, POOR, LATE, SILENT = "4242", "3220", "0341", "9995", "0077", "0119"
HOUR = timedelta(hours=1)


def method(code: str = "card") -> PaymentMethod:
    return PaymentMethod.objects.get(code=code)


def start(line: Line, amount: str | int = 300, *, now: datetime = NOW, by: str = "card", **rest) -> Payment:
    """Begin to pay for `line` by its owner."""
    rest.setdefault("form_key", str(uuid4()))
    rest.setdefault("payer", line.contract.owner)
    return begin(line=line, method=method(by), amount=rub(amount), now=now, **rest)


def at_bank(payment: Payment) -> SandboxOrder:
    return SandboxOrder.objects.get(key=str(payment.public_id))


def pay(payment: Payment, card: str = RIGHT_AWAY, *, now: datetime = NOW) -> SandboxOrder:
    """On the bank's page; the portal does not know of it yet."""
    return orders.pay(reference=payment.provider_reference, card=card, now=now)


def asked(payment: Payment, *, now: datetime = NOW) -> Payment:
    """What it is after the provider was asked."""
    return ask(payment_id=payment.pk, now=now)


def fresh(payment: Payment) -> Payment:
    return Payment.objects.get(pk=payment.pk)


def balance(line: Line) -> Decimal:
    return Account.objects.get(pk=open_account(contract=line.contract).pk).balance


def paid_with_card_kept(line: Line, card: str = RIGHT_AWAY, *, now: datetime = NOW) -> Payment:
    """A payment of 10 roubles whose card is remembered."""
    payment = start(line, 10, now=now, saves=True)
    pay(payment, card, now=now)
    return asked(payment, now=now)
