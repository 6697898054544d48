"""Who sends a returned payment to where it came from: claims know no provider, they say what has to go back."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Protocol

from billing.models import Payment


class Sender(Protocol):
    def __call__(self, *, payment: Payment, amount: Decimal, key: str, now: datetime) -> object:
        """Promise, by a row and within the caller's transaction, that `amount` roubles of `payment` go back, once by
        `key`. Raises a `DomainError` where they cannot."""


_senders: list[Sender] = []


def register(sender: Sender) -> None:
    """Have `sender` promise what is returned of payments from outside."""
    if sender not in _senders:
        _senders.append(sender)


def send_back(*, payment: Payment, amount: Decimal, key: str, now: datetime) -> None:
    """Tell whoever registered."""
    for sender in _senders:
        sender(payment=payment, amount=amount, key=key, now=now)
