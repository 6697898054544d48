"""What takes money from outside: it is asked for a payment, and asked again what became of it.

A provider is spoken to outside of any transaction. What it says in a notification is a hint to ask it, never a fact.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from django.http import HttpRequest

KEY_IS_KEPT = timedelta(hours=23)  # in which a provider surely knows our key again, and does nothing twice


class State(StrEnum):
    """What became of a payment, as the provider says."""

    WAITING = "waiting"
    PAID = "paid"
    REFUSED = "refused"
    EXPIRED = "expired"


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is asked for: `amount` roubles. `key` is the payment's public id: the same again is the same payment.

    `token` charges a remembered card at once; without it the person pays at the address of the answer.
    """

    key: str
    amount: Decimal
    method: str  # the code of a `PaymentMethod`
    about: str  # a line on the bank's page
    return_url: str
    expires_at: datetime
    saves: bool = False
    token: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A card that may be charged again by `token`; `title` is «Карта •• 4242»."""

    token: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the provider says of the payment that it calls `reference` and we call `key`: `amount` roubles.

    `refusal` is a word of `texts.REFUSALS`.
    """

    reference: str
    key: str
    state: State
    amount: Decimal
    pay_url: str = ""
    qr: str = ""
    refusal: str = ""
    card: Card | None = None


@dataclass(frozen=True, slots=True)
class Hint:
    """That something happened to a payment: to be asked about, under either of its names."""

    reference: str
    key: str


class NotAnswered(Exception):
    """Nobody can tell whether it was done: ask again, with the same key."""


class Declined(Exception):
    """The provider will not do it, however often it is asked; `args` say why, for the log."""


class NotSigned(Exception):
    """A notification that is not the provider's."""


class Provider(Protocol):
    """A way to take payments. All but `hint` may raise `NotAnswered` and `Declined`."""

    name: str

    def create(self, order: Order) -> Told:
        """Ask for a payment; the same `order.key` again gives the first."""

    def look(self, reference: str) -> Told:
        """What became of it by now."""

    def give_back(self, *, reference: str, amount: Decimal, key: str) -> None:
        """Return `amount` roubles to where they came from, once by `key`."""

    def hint(self, request: HttpRequest) -> Hint | None:
        """What a notification is about; None for one that is about nothing of ours. Raises `NotSigned`, and
        `ValueError` for what is no notification at all."""
