"""Runs, top-ups and wishes at once: real threads, every period once, nothing forgotten, nobody in a circle."""

import pytest
from django.db import transaction

from billing.models import Entry, Unit
from billing.services.audit import audit
from cabinet.core.channels import Channel
from subscriptions.charging.holding import hold
from subscriptions.charging.lifecycle import end, start
from subscriptions.charging.run import charge_all
from subscriptions.models import MoneyCame, PeriodCharge, Status, Subscription
from tests.billing.money import account_of, pay, rub
from tests.billing.test_ledger_races import refuse_errors, together
from tests.people import make_owner
from tests.subscriptions.charging.test_run import moscow
from tests.subscriptions.made import GB, has, make_service, make_tariff

pytestmark = pytest.mark.django_db(transaction=True)
DAY = moscow("2026-12-24", 1)


def lines_of(many: int, *, money: int):
    tariff = make_tariff(price=100, allowances={Unit.DATA: GB})
    lines = []
    for number in range(many):
        _owner, line = make_owner(f"7916123{number:04}")
        pay(account_of(line), money)
        has(line, tariff)
        lines.append(line)
    return lines


def test_runs_at_once_share_contracts_and_charge_each_period_once():
    lines_of(24, money=1000)

    refuse_errors(together(lambda _number: charge_all(clock=lambda: DAY, most=3), threads=4))

    assert PeriodCharge.objects.count() == 48
    assert Entry.objects.filter(kind="tariff").count() == 48
    assert list(audit()) == []


def test_no_top_up_is_overlooked_by_a_run_that_goes_on_meanwhile():
    lines = lines_of(8, money=150)

    def work(number: int) -> None:
        if number % 2:
            for line in lines[number // 2 :: 4]:
                pay(account_of(line), 30, reference=f"a:{number}:{line.pk}", now=DAY)
                pay(account_of(line), 30, reference=f"b:{number}:{line.pk}", now=DAY)
        else:
            charge_all(clock=lambda: DAY, most=2)

    refuse_errors(together(work))
    charge_all(clock=lambda: DAY)

    assert set(Subscription.objects.values_list("status", flat=True)) == {Status.ACTIVE}
    assert PeriodCharge.objects.count() == 16
    assert not MoneyCame.objects.exists()


def test_wishes_runs_and_top_ups_wait_for_each_other_and_never_in_a_circle():
    lines = lines_of(6, money=900)
    service = make_service(price=10, allowances={Unit.SMS: 5})

    def wish(line, now) -> None:
        with transaction.atomic():
            line = hold(line)
            old = list(Subscription.objects.filter(line=line, kind="service", ended_at=None))
            end(old, now=now)
            start(line=line, offering=service, now=now, by=None, channel=Channel.PAGE)

    def work(number: int) -> None:
        for turn in range(6):
            line = lines[(number + turn) % len(lines)]
            match number % 3:
                case 0:
                    charge_all(clock=lambda: DAY, most=2)
                case 1:
                    pay(account_of(line), 1, reference=f"{number}:{turn}", now=DAY)
                case _:
                    wish(line, DAY)

    refuse_errors(together(work, threads=9))
    charge_all(clock=lambda: DAY)

    assert list(audit()) == []
    assert PeriodCharge.objects.filter(subscription__kind="tariff").count() == 12
    assert Subscription.objects.filter(kind="service", ended_at=None).count() == 6
    spent = -sum(each.amount for each in Entry.objects.filter(amount__lt=0))
    assert spent == rub(12 * 100 + 10 * Subscription.objects.filter(kind="service").count())
