"""What the network is: it is told one operation at a time, and says what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class Done:
    """The network did it. `facts` are what it answered: the state of a transfer, say."""

    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Refused:
    """The network did not do it. `permanent`: it never will; otherwise it is told again later."""

    reason: str
    permanent: bool


@dataclass(frozen=True)
class Unknown:
    """Nobody can tell whether the network did it (the connection broke in between)."""

    reason: str


Outcome = Done | Refused | Unknown


@dataclass(frozen=True)
class Transfer:
    """A number on its way from another operator. `application` names it towards the network, now and later."""

    application: UUID
    msisdn: str
    donor: str  # the operator's code in the national database
    document: str  # of who asks: the donor compares it with its own contract
    on: date  # the day wished for


class Provision(StrEnum):
    """What is set. `code` names it: the service or the tariff; of the last two there is nothing to name."""

    SWITCH_ON = "switch_on"
    SWITCH_OFF = "switch_off"
    TARIFF = "tariff"
    SUSPEND = "suspend"
    RESUME = "resume"


class Gateway(Protocol):
    """A way to the network. `operation` names what is told; `deduplicates`: telling the same name twice does it once.

    `provision` sets what a number has, by the network's own names: saying it again changes nothing. A fixed line has no
    MSISDN, so `number` is the contract's.

    `transfer_state` answers `Done` with `state`: `asked`, `agreed`, `refused` (and `reason`) or `moved`.
    """

    deduplicates: bool

    def block(self, operation: UUID, msisdn: str, reason: str) -> Outcome: ...
    def unblock(self, operation: UUID, msisdn: str) -> Outcome: ...
    def transfer(self, operation: UUID, transfer: Transfer) -> Outcome: ...
    def transfer_state(self, operation: UUID, application: UUID) -> Outcome: ...
    def cancel_transfer(self, operation: UUID, application: UUID) -> Outcome: ...
    def provision(self, operation: UUID, number: str, what: Provision, code: str) -> Outcome: ...
