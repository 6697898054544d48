"""How much may be sent: judged when a transfer begins, and again when its code was typed (B8)."""

from datetime import timedelta

import pytest

from billing.models import Account, Transfer
from billing.transfers.errors import Borrowed, DayIsSpent, OutOfBounds, TooLittleLeft, TransferTooSoon
from billing.transfers.selectors import standing_of
from tests.billing.money import charge, rub
from tests.billing.transfers.sending import (
    LATER,
    MARIA,
    code_to,
    finished,
    money_of,
    moved,
    person,
    sent,
    started,
)
from tests.people import NOW

pytestmark = pytest.mark.django_db

# NOW is noon in Moscow.
TOMORROW = NOW + timedelta(hours=12)


def account_of(line) -> Account:
    return Account.objects.get(contract=line.contract)


@pytest.mark.parametrize("amount", ["10.00", "150.00"])
def test_the_bounds_themselves_are_allowed(maria, petr, amount):
    assert sent(maria, amount=amount).status == "done"


@pytest.mark.parametrize("amount", ["9.99", "150.01", "0.01", "1000000"])
def test_beyond_them_nothing_is_sent_and_no_code_goes(maria, petr, amount):
    with pytest.raises(OutOfBounds):
        started(maria, amount=amount)
    assert not Transfer.objects.exists()


def test_sixty_roubles_stay(petr):
    maria = person(MARIA, "159.99")
    with pytest.raises(TooLittleLeft) as refused:
        started(maria, amount=100)
    assert refused.value.left == rub("99.99")
    assert sent(maria, amount="99.99").status == "done"
    assert money_of(maria) == rub(60)


def test_money_spent_between_the_steps_is_not_sent(maria, petr):
    transfer = started(maria)
    charge(account_of(maria), 400)
    with pytest.raises(TooLittleLeft):
        finished(transfer)
    transfer.refresh_from_db()
    assert transfer.status == "refused"
    assert moved() == []


def test_three_hundred_roubles_a_day(maria, petr):
    sent(maria, amount=150)
    sent(maria, amount=140, now=LATER)
    later = LATER + timedelta(minutes=3)
    with pytest.raises(DayIsSpent) as refused:
        started(maria, amount=11, now=later)
    assert refused.value.left == rub(10)
    sent(maria, amount=10, now=later)
    assert money_of(petr) == rub(300)


def test_a_day_is_the_contracts_own(maria, petr):
    for minutes in (0, 3):
        sent(maria, amount=150, now=NOW + timedelta(minutes=minutes))
    with pytest.raises(DayIsSpent):
        started(maria, amount=10, now=TOMORROW - timedelta(microseconds=1))
    assert sent(maria, amount=10, now=TOMORROW).status == "done"


def test_two_minutes_pass_between_transfers(maria, petr):
    sent(maria)
    with pytest.raises(TransferTooSoon) as refused:
        started(maria, amount=50, now=NOW + timedelta(seconds=119))
    assert refused.value.retry_after == 1
    assert sent(maria, amount=50, now=NOW + timedelta(minutes=2)).status == "done"


def test_the_pause_goes_on_over_midnight(maria, petr):
    sent(maria, now=TOMORROW - timedelta(seconds=30))
    with pytest.raises(TransferTooSoon):
        started(maria, amount=50, now=TOMORROW + timedelta(seconds=60))


def test_borrowed_money_does_not_leave(maria, petr):
    Account.objects.filter(contract=maria.contract).update(owed=1)
    with pytest.raises(Borrowed):
        started(maria)
    Account.objects.filter(contract=maria.contract).update(owed=0)
    transfer = started(maria)
    Account.objects.filter(contract=maria.contract).update(owed=1)
    with pytest.raises(Borrowed):
        finished(transfer)
    assert moved() == []


def test_two_lines_of_one_contract_share_the_limits(maria, petr):
    from cabinet.accounts.models import Access
    from tests.people import add_line

    second = add_line(maria.contract, "79033333333")
    Access.objects.create(user=maria.contract.owner, line=second, role="manager", by_code=True)
    one, other = started(maria, amount=150), started(second, amount=150)
    finished(one)
    with pytest.raises(TransferTooSoon):
        finished(other, code_to("79033333333"))
    assert money_of(petr) == rub(150)


def test_the_page_is_told_the_largest_sum(maria, petr):
    assert standing_of(line=maria, now=NOW).most == rub(150)
    sent(maria, amount=150)
    charge(account_of(maria), 200)
    now_of = standing_of(line=maria, now=LATER)
    assert (now_of.most, now_of.left_today, now_of.free_at) == (rub(90), rub(150), None)
    assert standing_of(line=person("79034444444", 0), now=NOW).most == rub(0)
