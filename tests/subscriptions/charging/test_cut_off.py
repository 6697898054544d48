"""Killed at any step, or closed in the middle: nothing is half done, and nothing is done twice."""

import pytest

from billing.models import Account, Bucket, Entry, Unit
from cabinet.accounts.services.lines import close_line
from cabinet.network.models import NetworkOrder
from subscriptions.charging import network, saving
from subscriptions.charging import run as running
from subscriptions.models import ChangeStatus, ChargeNotice, PeriodCharge, Status, Subscription, TariffChange
from tests.billing.money import account_of, pay, rub
from tests.people import NOW, make_owner
from tests.subscriptions.charging.test_run import moscow, starts
from tests.subscriptions.made import GB, has, make_service, make_tariff

pytestmark = pytest.mark.django_db

STEPS = [
    (running, "wallets"),
    (running, "write_periods"),
    (saving, "save"),
    (saving, "note_who_waits"),
    (saving, "forget_money"),
    (saving, "note_news"),
    (network, "tell"),
]


@pytest.mark.parametrize(("where", "step"), STEPS, ids=[name for _where, name in STEPS])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_batch_that_dies_at_a_step_has_done_nothing(line, run, monkeypatch, where, step, after):
    _owner, poor = make_owner("79161230002")
    tariff = make_tariff(price=100, allowances={Unit.DATA: GB})
    pay(account_of(line), 250)
    pay(account_of(poor), 150)
    held, suspended = has(line, tariff), has(poor, tariff)
    before = state()

    def die(*args, **named):
        if after:
            whole(*args, **named)
        raise RuntimeError("killed")

    whole = getattr(where, step)
    with monkeypatch.context() as patch:
        patch.setattr(where, step, die)
        assert run(moscow("2026-12-24")).failed == {line.contract_id, poor.contract_id}
    assert state() == before

    assert run(moscow("2026-12-24")).periods == 1
    assert starts(held) == ["2026-11-24", "2026-12-24"]
    assert Subscription.objects.get(pk=suspended.pk).status == Status.SUSPENDED
    assert NetworkOrder.objects.count() == ChargeNotice.objects.count() == 1


def state() -> list[object]:
    tables = (Entry, PeriodCharge, Bucket, Account, Subscription, NetworkOrder, ChargeNotice)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def test_what_a_closed_line_had_ends_with_it(line, run):
    pay(account_of(line), 1000)
    held = has(line, make_tariff(price=100))
    has(line, make_service(price=50, allowances={Unit.SMS: 10}))
    TariffChange.objects.create(
        line=line, was=held, to=make_tariff(), apply_at=held.due_at, channel="page", created_at=NOW
    )

    close_line(line=line, now=moscow("2026-11-30"))

    assert not Subscription.objects.filter(ended_at=None).exists()
    assert TariffChange.objects.get().status == ChangeStatus.UNDONE
    assert Bucket.objects.filter(until_at__gt=moscow("2026-11-30")).count() == 0
    assert run(moscow("2027-01-30")).periods == 0
    assert account_of(line).balance == rub(850)
