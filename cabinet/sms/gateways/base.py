"""What a gateway is: it is given a message once, and says what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from cabinet.sms.models import SmsKind


@dataclass(frozen=True)
class Outgoing:
    """A message on its way out. `public_id` names it towards the gateway; `not_after` is its validity."""

    public_id: UUID
    msisdn: str
    kind: SmsKind
    sender: str
    text: str
    not_after: datetime


@dataclass(frozen=True)
class Accepted:
    """The gateway took it. `delivered`: its telephone is known to have it already."""

    gateway_id: str
    delivered: bool = False


@dataclass(frozen=True)
class Refused:
    """The gateway did not take it. `permanent`: it never will; otherwise try again later."""

    reason: str
    permanent: bool


@dataclass(frozen=True)
class Unknown:
    """Nobody can tell whether the gateway took it (the connection broke in between)."""

    reason: str


Outcome = Accepted | Refused | Unknown


class Gateway(Protocol):
    """A way to telephones. `deduplicates`: giving it the same `public_id` twice sends one SMS."""

    deduplicates: bool

    def send(self, message: Outgoing) -> Outcome: ...
