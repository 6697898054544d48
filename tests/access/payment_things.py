"""What the rows of payments are about: things of the owner of a line."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from billing.models import AutoPayment, Payment, PaymentMethod, SandboxOrder, SavedMethod
from billing.payments.services.cards import cipher
from billing.services.ledger import open_account
from cabinet.accounts.models import Line


def payment(_world: Any, line: Line) -> Payment:
    """That the owner began."""
    now = timezone.now()
    return Payment.objects.create(
        account=open_account(contract=line.contract),
        line=line,
        payer=line.contract.owner,
        method=PaymentMethod.objects.get(code="card"),
        amount=Decimal(300),
        channel="page",
        provider="sandbox",
        idempotency_key=f"made for {line.pk}",
        created_at=now,
        expires_at=now + timedelta(hours=1),
    )


def saved_card(_world: Any, line: Line) -> SavedMethod:
    owner = line.contract.owner
    assert owner is not None
    return SavedMethod.objects.create(
        user=owner,
        method=PaymentMethod.objects.get(code="card"),
        provider="sandbox",
        token=cipher.seal("token").decode(),
        title="•• 4242",
        created_at=timezone.now(),
    )


def auto_payment(world: Any, line: Line) -> AutoPayment:
    owner = line.contract.owner
    assert owner is not None
    return AutoPayment.objects.create(
        user=owner,
        line=line,
        account=open_account(contract=line.contract),
        saved_method=saved_card(world, line),
        kind="day",
        day=5,
        amount=Decimal(300),
        created_at=timezone.now(),
        next_at=timezone.now() + timedelta(days=5),
    )


def sandbox_order(_world: Any, line: Line) -> SandboxOrder:
    now = timezone.now()
    return SandboxOrder.objects.create(
        key=f"order of {line.pk}",
        amount=Decimal(300),
        method="card",
        return_url="http://127.0.0.1:8000/payments/",
        created_at=now,
        expires_at=now + timedelta(hours=1),
    )
