"""How much is too little: for what costs nothing never, and never below the higher of floor and threshold."""

from decimal import Decimal

import pytest

from billing.models import Account, AccountKind
from subscriptions.charging.wallets import Wallet
from subscriptions.models import Kind, Service, Subscription

EXTRA = Subscription(kind=Kind.SERVICE, service=Service(code="extra", is_extra=True))
PLAIN = Subscription(kind=Kind.SERVICE, service=Service(code="plain"))


def wallet(balance: int, **fields: object) -> Wallet:
    return Wallet({AccountKind.MAIN: Account(pk=1, balance=Decimal(balance), **fields)})


def test_what_costs_nothing_lacks_nothing_though_money_is_owed():
    assert wallet(-5).missing(PLAIN, Decimal(0)) == 0
    assert wallet(-5).missing(PLAIN, Decimal(1)) == 6


@pytest.mark.parametrize(("floor", "threshold", "missing"), [(100, 50, 30), (0, 50, 0), (0, 100, 30), (-200, 100, 30)])
def test_extras_stop_at_the_higher_of_floor_and_threshold(floor, threshold, missing):
    purse = wallet(100, floor=Decimal(floor), notice_below=Decimal(threshold), stops_extras=True)
    assert purse.missing(EXTRA, Decimal(30)) == missing
    assert purse.missing(PLAIN, Decimal(30)) == max(floor - 70, 0)
