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
    category: str = ""


@dataclass(frozen=True)
class Accepted:
    """The gateway took it, each segment under the name that it gave: receipts will speak of those.

    `delivered`: the telephone is known to have it already. No names: the gateway reports nothing.
    """

    part_ids: tuple[str, ...] = ()
    delivered: bool = False


@dataclass(frozen=True)
class Refused:
    """The gateway did not take it. `permanent`: it never will; otherwise try again later, and no sooner than `after`
    seconds from now if it says so."""

    reason: str
    permanent: bool
    after: float | None = None


@dataclass(frozen=True)
class Unknown:
    """Nobody can tell whether the gateway took it (the connection broke in between)."""

    reason: str


Outcome = Accepted | Refused | Unknown


class Gateway(Protocol):
    """A way to telephones. `send` may be called from several threads, and outside of any transaction.

    `name` is short and stays: rows of the outbox carry it. `deduplicates`: giving it the same `public_id` twice sends
    one SMS. `resident`: it holds connections, so only `manage.py sms_gateway` speaks to it, and neither the dispatcher
    nor a worker. `at_once`: messages that it can be given side by side, of which
    nothing but codes may take the last `kept_for_codes`.
    """

    name: str
    deduplicates: bool
    resident: bool
    at_once: int
    kept_for_codes: int

    def open(self) -> None:
        """Begin to connect; called once by the process that holds the gateway, before the first `send`."""

    def ready(self) -> bool:
        """Whether messages can be given to it now: nothing is claimed for one that is not connected."""
        ...

    def send(self, message: Outgoing) -> Outcome:
        """Hand `message` over and wait for what becomes of it; never raises for what the other side does."""
        ...

    def close(self) -> None:
        """Let what is under way finish, and part in order."""
