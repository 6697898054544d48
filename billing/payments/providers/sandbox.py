"""The way to the sandbox's bank (`billing.payments.bank`): as to any other, but within the process."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from billing.models import SandboxOrder
from billing.payments.bank import orders
from billing.payments.bank.signing import payload_of
from billing.payments.providers.base import Card, Hint, NotAnswered, Order, State, Told

T = TypeVar("T")


class Sandbox:
    name = "sandbox"

    def create(self, order: Order) -> Told:
        return _told(_heard(lambda: orders.open_order(order=order, now=timezone.now())))

    def look(self, reference: str) -> Told:
        return _told(_heard(lambda: orders.current(reference=reference, now=timezone.now())))

    def give_back(self, *, reference: str, amount: Decimal, key: str) -> None:
        _heard(lambda: orders.give_back(reference=reference, amount=amount, key=key))

    def hint(self, request: HttpRequest) -> Hint | None:
        said = payload_of(request)
        return Hint(str(said["reference"]), str(said["key"])) if {"reference", "key"} <= said.keys() else None


def _heard(do: Callable[[], T]) -> T:
    """What the bank answers, with what is set to go wrong on the way there or back."""
    if settings.SANDBOX_FAILS == "away":
        raise NotAnswered("the sandbox is away")
    done = do()
    if settings.SANDBOX_FAILS == "silent":
        raise NotAnswered("the sandbox did it and said nothing")
    return done


def _told(order: SandboxOrder) -> Told:
    url = settings.PUBLIC_URL + reverse("sandbox-bank", args=[order.reference])
    return Told(
        reference=str(order.reference),
        key=order.key,
        state=State(order.state),
        amount=order.amount,
        pay_url=url,
        qr=url if order.method == "sbp" else "",
        refusal=order.refusal,
        card=Card(order.token, f"•• {order.card}") if order.token else None,
    )
