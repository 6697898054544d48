"""The history of payments of the demonstration: what the ledger of it says was paid on pages."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from billing.kinds import EntryKind
from billing.models import Entry, Payment, PaymentMethod, PaymentStatus, SandboxOrder, SandboxState
from billing.payments.methods import make_methods
from cabinet.accounts.models import Contract

LONGEST = timedelta(days=90)  # that the history reaches back
TO_PAY = timedelta(minutes=2)  # that a person took on the bank's page


def seed(*, contracts: Sequence[Contract], now: datetime) -> None:
    """A finished payment for each entry that came by a way of the page; its owner paid it."""
    make_methods()
    methods = {method.code: method for method in PaymentMethod.objects.all()}
    entries = (
        Entry.objects.filter(
            account__contract__in=contracts,
            kind=EntryKind.PAYMENT,
            cause__rule__in=list(methods),
            posted_at__gte=now - LONGEST,
            payment=None,
        )
        .select_related("account__contract")
        .order_by("posted_at", "pk")
    )
    paid = [_paid(entry, methods) for entry in entries]
    Payment.objects.bulk_create(paid)
    SandboxOrder.objects.bulk_create(_order(payment) for payment in paid)  # so that a payment can be given back


def _paid(entry: Entry, methods: dict[str, PaymentMethod]) -> Payment:
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{entry.account_id}:{entry.reference}")
    return Payment(
        public_id=name,
        account=entry.account,
        line_id=entry.line_id,
        payer_id=entry.account.contract.owner_id,
        method=methods[entry.cause["rule"]],
        amount=entry.amount,
        status=PaymentStatus.SUCCEEDED,
        channel=entry.channel,
        provider="sandbox",
        provider_reference=str(name),
        idempotency_key=f"demo:{name}",
        created_at=entry.posted_at - TO_PAY,
        expires_at=entry.posted_at + TO_PAY,
        finished_at=entry.posted_at,
        entry=entry,
    )


def _order(payment: Payment) -> SandboxOrder:
    return SandboxOrder(
        reference=payment.public_id,
        key=str(payment.public_id),
        amount=payment.amount,
        method=payment.method.code,
        state=SandboxState.PAID,
        created_at=payment.created_at,
        expires_at=payment.expires_at,
    )
