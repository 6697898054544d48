"""A charge of 30 roubles that its owner disputes, and staff to decide it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from billing.causes import Cause
from billing.claims.services.opening import open_claim
from billing.kinds import EntryKind
from billing.models import Account, Claim, ClaimReason, Entry
from cabinet.accounts.models import Line, User
from cabinet.accounts.roles import make_groups
from tests.billing.claims.staff import make_financier
from tests.billing.money import account_of, charge, pay, rub
from tests.people import NOW, make_owner, make_specialist


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def line(db: None) -> Line:
    make_groups()
    return make_owner("79031234567", "79031234568")[1]


@pytest.fixture
def owner(line: Line) -> User:
    assert line.contract.owner
    return line.contract.owner


@pytest.fixture
def account(line: Line) -> Account:
    account = account_of(line)
    pay(account, 5000, reference="first")
    return account


@pytest.fixture
def fee(account: Account, line: Line) -> Entry:
    return charge(account, 30, kind=EntryKind.SERVICE, cause=Cause(name="Гудок", name_en="Tone"), line=line)


@pytest.fixture
def claim_of(owner: User) -> Callable[..., Claim]:
    """`claim_of(entry, amount)`: the owner asks for it back."""

    def ask(entry: Entry, amount: Decimal | str | int | None = None, **rest: Any) -> Claim:
        reason = ClaimReason.WRONG_SUM if entry.amount > 0 else ClaimReason.NOT_MINE
        fields = {"by": owner, "reason": reason, "now": NOW} | rest
        return open_claim(entry=entry, amount=abs(entry.amount) if amount is None else rub(amount), **fields)

    return ask


@pytest.fixture
def claim(claim_of: Callable[..., Claim], fee: Entry) -> Claim:
    return claim_of(fee, text="Не подключал")


@pytest.fixture
def anna(line: Line) -> User:
    return make_specialist("anna")


@pytest.fixture
def petr(line: Line) -> User:
    return make_specialist("petr")


@pytest.fixture
def olga(line: Line) -> User:
    return make_financier("olga")
