"""What a line has and could have, read at once; what is decided about services is decided from this alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from billing.models import Account, AccountKind
from cabinet.accounts.models import Line
from cabinet.core.errors import NotFound
from subscriptions.charging.wallets import Wallet
from subscriptions.models import Kind, Service, Status, Subscription, Tariff
from subscriptions.selectors import held_by, on_sale

MOST = 300  # services on sale to one line


@dataclass(frozen=True, slots=True)
class LineState:
    """`held` is all that lives on the line, `sold` the services that it may switch on, by code; `tariffs` are those on
    sale that a service names, by code. `accounts` are the contract's, as they are now."""

    line: Line
    held: tuple[Subscription, ...]
    sold: Mapping[str, Service]
    tariffs: Mapping[str, Tariff]
    accounts: Mapping[AccountKind, Account]
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.line.contract.time_zone)

    @property
    def tariff(self) -> Subscription | None:
        return next((each for each in self.held if each.kind == Kind.TARIFF), None)

    @property
    def is_without_money(self) -> bool:
        """Whether the line waits for money for its tariff."""
        return self.tariff is not None and self.tariff.status == Status.SUSPENDED

    @property
    def services(self) -> list[Subscription]:
        return [each for each in self.held if each.kind == Kind.SERVICE]

    def held_service(self, code: str) -> Subscription | None:
        """The line's own `code`, whatever its version and state."""
        return next((each for each in self.services if each.code == code), None)

    def service(self, code: str) -> Service:
        """The version of `code` that the line has, else the one on sale to it. Raises `NotFound`."""
        held = self.held_service(code)
        found = held.service if held is not None else self.sold.get(code)
        if found is None:
            raise NotFound
        return found

    def wallet(self) -> Wallet:
        """A fresh count of what the contract pays from."""
        accounts = dict(self.accounts)
        accounts.setdefault(AccountKind.MAIN, Account(contract=self.line.contract, kind=AccountKind.MAIN))
        return Wallet(accounts)


def read_state(line: Line, *, now: datetime) -> LineState:
    """The state of `line` at `now`, in a few statements. Whoever decides by it holds the contract."""
    sold = {service.code: service for service in on_sale(Service, line=line, now=now)[:MOST]}
    named = {code for service in sold.values() for code in service.tariffs}
    tariffs = on_sale(Tariff, line=line, now=now).filter(code__in=named) if named else ()
    accounts = Account.objects.filter(contract=line.contract_id)
    return LineState(
        line=line,
        held=tuple(held_by(line)),
        sold=sold,
        tariffs={tariff.code: tariff for tariff in tariffs},
        accounts={AccountKind(account.kind): account for account in accounts},
        now=now,
    )
