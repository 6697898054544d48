"""A planned change of tariff takes the place of the next period; what comes before it is charged before it."""

import sys
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection

from billing.services.ledger import InsufficientFunds
from cabinet.core.channels import Channel
from subscriptions.charging.lifecycle import end, start
from subscriptions.models import ChangeStatus, Every, Status, Subscription, TariffChange
from tests.billing.money import account_of, balance, pay, rub
from tests.people import NOW, make_owner
from tests.subscriptions.charging.test_run import moscow, starts
from tests.subscriptions.made import has, make_content, make_tariff

pytestmark = pytest.mark.django_db
DAY = moscow("2026-12-24")


@pytest.fixture
def applied(monkeypatch):
    """What is applied, and how: the old one ends, the new one starts."""
    balances = []

    def apply_planned(change, *, now):
        balances.append(balance(account_of(change.line)))
        end([change.was], now=now)
        start(line=change.line, offering=change.to, now=now, by=None, channel=Channel.SYSTEM)
        TariffChange.objects.filter(pk=change.pk).update(status=ChangeStatus.APPLIED)

    put(monkeypatch, apply_planned)
    return balances


def put(monkeypatch, apply_planned) -> None:
    monkeypatch.setitem(sys.modules, "subscriptions.tariffs.changing", SimpleNamespace(apply_planned=apply_planned))


def plan(line, held, price) -> TariffChange:
    return TariffChange.objects.create(
        line=line, was=held, to=make_tariff(price=price), apply_at=held.due_at, channel="page", created_at=NOW
    )


def test_what_is_due_before_it_is_charged_before_it_and_the_old_tariff_not_again(line, run, applied):
    pay(account_of(line), 2000)
    held = has(line, make_tariff(price=550))
    content = has(line, make_content(price=10, every=Every.DAY))
    plan(line, held, 700)

    ran = run(moscow("2026-12-25", 1))

    assert applied == [rub(2000 - 550 - 30 * 10)]
    assert starts(held) == ["2026-11-24"]
    new = Subscription.objects.get(kind="tariff", ended_at=None)
    assert (new.offering.price, starts(new)) == (rub(700), ["2026-12-25"])
    assert starts(content)[-2:] == ["2026-12-24", "2026-12-25"]
    assert not ran.failed
    assert TariffChange.objects.get().status == ChangeStatus.APPLIED


def test_a_line_without_money_goes_over_too_and_what_stopped_with_it_works_again(line, run, applied):
    pay(account_of(line), 570)
    held = has(line, make_tariff(price=550))
    content = has(line, make_content(price=0, every=Every.DAY))
    plan(line, held, 20)
    TariffChange.objects.update(apply_at=moscow("2026-12-26"))
    run(moscow("2026-12-25"))
    content.refresh_from_db()
    assert content.status == Status.SUSPENDED

    run(moscow("2026-12-26"))

    assert balance(account_of(line)) == 0
    assert Subscription.objects.get(kind="tariff", ended_at=None).status == Status.ACTIVE
    content.refresh_from_db()
    assert content.status == Status.ACTIVE


def test_what_is_refused_leaves_the_old_tariff_charged_as_ever(line, run, monkeypatch):
    def refuse(change, *, now):
        end([change.was], now=now)
        raise InsufficientFunds(account_id=1, missing=rub(1))

    put(monkeypatch, refuse)
    pay(account_of(line), 2000)
    held = has(line, make_tariff(price=550))
    plan(line, held, 5000)

    run(DAY)

    assert TariffChange.objects.get().status == ChangeStatus.FAILED
    assert starts(held) == ["2026-11-24", "2026-12-24"]
    held.refresh_from_db()
    assert held.status == Status.ACTIVE


def test_one_that_breaks_stands_in_nobodys_way_and_is_tried_again(line, run, monkeypatch, applied):
    whole = sys.modules["subscriptions.tariffs.changing"].apply_planned

    def break_down(change, *, now):
        raise KeyError("shown")

    put(monkeypatch, break_down)
    _owner, other = make_owner("79161230002")
    for each in (line, other):
        pay(account_of(each), 2000)
    held, others = has(line, make_tariff(price=550)), has(other, make_tariff(price=550))
    plan(line, held, 700)

    assert run(DAY).failed == {line.contract_id}
    assert starts(held) == ["2026-11-24"]
    assert starts(others) == ["2026-11-24", "2026-12-24"]

    put(monkeypatch, whole)
    assert not run(DAY).failed
    assert Subscription.objects.get(line=line, ended_at=None).offering.price == rub(700)


def test_the_month_is_over_sooner_than_a_change_that_was_taken_back(line, run, applied):
    pay(account_of(line), 2000)
    held = has(line, make_tariff(price=550))
    TariffChange.objects.filter(pk=plan(line, held, 700).pk).update(status=ChangeStatus.UNDONE)

    run(DAY)

    assert applied == []
    assert starts(held) == ["2026-11-24", "2026-12-24"]


def deadlock(*_args, **_named):
    with connection.cursor() as cursor:
        cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'circle' USING ERRCODE = '40P01'; END $$")


def test_a_change_that_met_a_circle_of_locks_is_tried_once_more(line, run, monkeypatch, applied):
    pay(account_of(line), 2000)
    change = plan(line, has(line, make_tariff(price=550)), 700)
    whole = sys.modules["subscriptions.tariffs.changing"].apply_planned
    tries = iter([deadlock])
    put(monkeypatch, lambda *args, **named: next(tries, whole)(*args, **named))

    assert run(DAY).failed == set()

    change.refresh_from_db()
    assert change.status == ChangeStatus.APPLIED
    assert balance(account_of(line)) == rub(2000 - 550 - 700)


def test_one_that_meets_it_again_is_left_to_the_next_run(line, run, monkeypatch):
    pay(account_of(line), 2000)
    change = plan(line, has(line, make_tariff(price=550)), 700)
    tries = iter([deadlock] * 2)
    put(monkeypatch, lambda *_args, **_named: next(tries)())

    with pytest.raises(OperationalError):
        run(DAY)

    change.refresh_from_db()
    assert (change.status, balance(account_of(line))) == (ChangeStatus.PLANNED, rub(1450))
