"""Without money it stops and says so; with money it works again, and only what was used is paid."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from billing.kinds import EntryKind
from billing.models import Account, AccountKind, Bucket, Unit
from billing.services.audit import audit
from billing.services.ledger import open_account, post
from cabinet.accounts.models import Contract
from cabinet.network.models import NetworkOrder
from subscriptions.models import ChargeNotice, Every, MoneyCame, PeriodCharge, Status, Subscription
from subscriptions.models.catalogue import ResumeBy
from tests.billing.money import account_of, balance, pay, rub
from tests.people import NOW
from tests.subscriptions.charging.test_run import moscow, starts
from tests.subscriptions.made import GB, has, make_content, make_service, make_tariff

pytestmark = pytest.mark.django_db
MOSCOW = ZoneInfo("Europe/Moscow")


def status_of(held: Subscription) -> str:
    return Subscription.objects.get(pk=held.pk).status


def told() -> list[tuple[str, str]]:
    return list(NetworkOrder.objects.order_by("pk").values_list("operation", "msisdn"))


def broke(line, run, **tariff: object) -> Subscription:
    """A line on a tariff of 550 roubles that had only 549 when the second month began."""
    pay(account_of(line), 1099)
    held = has(line, make_tariff(price=550, allowances={Unit.DATA: GB}, **tariff))
    run(moscow("2026-12-24"))
    return held


def test_without_money_nothing_is_taken_and_the_line_stops(line, run):
    held = broke(line, run)

    held.refresh_from_db()
    assert (held.status, held.suspended_at, held.due_at) == (Status.SUSPENDED, moscow("2026-12-24"), None)
    assert balance(account_of(line)) == rub(549)
    assert Account.objects.get().awaits_money
    assert Bucket.objects.count() == 1
    assert told() == [("suspend", line.msisdn)]
    assert ChargeNotice.objects.get().news == "suspended"


def test_a_fresh_month_begins_with_the_day_of_the_top_up(line, run):
    held = broke(line, run)

    pay(account_of(line), 1, now=moscow("2027-01-10", 12))
    assert MoneyCame.objects.exists()
    run(moscow("2027-01-10", 13))

    held.refresh_from_db()
    assert (held.status, held.suspended_at) == (Status.ACTIVE, None)
    assert (held.anchor.isoformat(), held.due_at) == ("2027-01-10", moscow("2027-02-10"))
    assert starts(held) == ["2026-11-24", "2027-01-10"]
    assert balance(account_of(line)) == 0
    bucket = Bucket.objects.order_by("pk").last()
    assert bucket is not None
    assert (bucket.from_at, bucket.until_at) == (moscow("2027-01-10", 13), moscow("2027-02-10"))
    assert told() == [("suspend", line.msisdn), ("resume", line.msisdn)]
    assert not Account.objects.get().awaits_money
    assert not MoneyCame.objects.exists()
    assert ChargeNotice.objects.get().news == "resumed"


def test_a_tariff_that_keeps_its_days_pays_the_month_that_is_now(line, run):
    held = broke(line, run, resume=ResumeBy.KEPT)

    pay(account_of(line), 1, now=moscow("2027-02-10"))
    run(moscow("2027-02-10"))

    assert starts(held) == ["2026-11-24", "2027-01-24"]
    held.refresh_from_db()
    assert (held.anchor.isoformat(), held.periods, held.due_at) == ("2026-11-24", 3, moscow("2027-02-24"))


def test_too_little_money_changes_nothing_and_is_waited_for_still(line, run):
    held = broke(line, run)

    pay(account_of(line), "0.99", now=moscow("2026-12-25"))
    run(moscow("2026-12-25"))
    assert status_of(held) == Status.SUSPENDED
    assert Account.objects.get().awaits_money
    assert not MoneyCame.objects.exists()

    pay(account_of(line), "0.01", now=moscow("2026-12-26"))
    run(moscow("2026-12-26"))
    assert status_of(held) == Status.ACTIVE


@pytest.mark.parametrize("kind", [EntryKind.TRUST, EntryKind.REFUND, EntryKind.MOVE_IN, EntryKind.CORRECTION])
def test_money_is_money_wherever_it_comes_from(line, run, kind):
    held = broke(line, run)

    post(account=account_of(line), amount=rub(1), kind=kind, reference="more", now=moscow("2026-12-25"))
    run(moscow("2026-12-25"))

    assert status_of(held) == Status.ACTIVE


def test_what_else_a_line_without_its_tariff_has_stops_as_it_comes_due_and_says_nothing(line, run):
    pay(account_of(line), 1120)
    tariff = has(line, make_tariff(price=550))
    content = has(line, make_content(price=10, every=Every.DAY))
    has(line, make_service(price=0, every=Every.NEVER))
    run(moscow("2026-12-23"))
    assert balance(account_of(line)) == rub(270)

    run(moscow("2026-12-25"))

    assert (status_of(tariff), status_of(content)) == (Status.SUSPENDED, Status.SUSPENDED)
    assert balance(account_of(line)) == rub(270)
    assert [each.subscription_id for each in ChargeNotice.objects.all()] == [tariff.pk]

    pay(account_of(line), 300, now=moscow("2026-12-26"))
    run(moscow("2026-12-26", 1))

    assert (status_of(tariff), status_of(content)) == (Status.ACTIVE, Status.ACTIVE)
    assert starts(content)[-2:] == ["2026-12-23", "2026-12-26"]
    assert balance(account_of(line)) == rub(10)
    assert [each.subscription_id for each in ChargeNotice.objects.all()] == [tariff.pk]


def test_what_is_paid_for_still_comes_back_without_being_paid_again(line, run):
    held = broke(line, run)
    until = moscow("2027-01-02")
    Subscription.objects.filter(pk=held.pk).update(paid_until=until)

    pay(account_of(line), 1, now=moscow("2026-12-28", 12))
    run(moscow("2026-12-28", 13))

    held.refresh_from_db()
    assert (held.status, held.due_at, held.paid_until) == (Status.ACTIVE, until, until)
    assert balance(account_of(line)) == rub(550)
    assert starts(held) == ["2026-11-24"]


def test_hours_that_were_paid_for_by_another_clock_are_not_paid_for_again(line, run):
    held = broke(line, run)
    Contract.objects.filter(pk=line.contract_id).update(time_zone="Asia/Vladivostok")  # there it was morning already

    pay(account_of(line), 1, now=moscow("2026-12-24", 5))
    run(moscow("2026-12-24", 5))

    first, second = PeriodCharge.objects.filter(subscription=held).order_by("period_start")
    assert first.period_until == second.period_start == moscow("2026-12-24")
    assert list(audit()) == []


@pytest.mark.parametrize("needed_first", [True, False])
def test_a_service_that_needs_one_without_money_is_not_paid_for_and_comes_back_with_it(line, run, needed_first):
    pay(account_of(line), 130)
    needed, needs = make_service("needed", price=100), make_service(price=10, every=Every.DAY, requires=["needed"])
    if needed_first:
        base, upper = has(line, needed), has(line, needs)
    else:
        upper, base = has(line, needs), has(line, needed)
    pay(account_of(line), 350)
    run(moscow("2026-12-23"))
    assert balance(account_of(line)) == rub(80)
    run(moscow("2026-12-24"))
    run(moscow("2026-12-27"))

    assert (status_of(base), status_of(upper)) == (Status.SUSPENDED, Status.SUSPENDED)
    assert balance(account_of(line)) == rub(80)  # of two due at once, what the other needs comes first
    assert [each.subscription_id for each in ChargeNotice.objects.all()] == [base.pk]

    pay(account_of(line), 30, now=moscow("2026-12-28"))
    run(moscow("2026-12-28", 1))

    assert (status_of(base), status_of(upper)) == (Status.ACTIVE, Status.ACTIVE)
    assert balance(account_of(line)) == 0


def test_a_service_alone_stops_alone_and_the_network_switches_it_off_and_on(line, run):
    pay(account_of(line), 1200)
    tariff = has(line, make_tariff(price=550))
    service = has(line, make_service(price=90, network_code="mailbox"))
    pay(account_of(line), 1)
    run(moscow("2026-12-24"))

    assert (status_of(tariff), status_of(service)) == (Status.ACTIVE, Status.SUSPENDED)
    assert told() == [("switch_off", line.msisdn)]
    pay(account_of(line), 90, now=moscow("2026-12-25"))
    run(moscow("2026-12-25"))
    assert status_of(service) == Status.ACTIVE
    assert told()[1:] == [("switch_on", line.msisdn)]


def test_content_waits_for_its_own_account(line, run):
    content_account = open_account(contract=line.contract, kind=AccountKind.CONTENT)
    pay(account_of(line), 1000)
    pay(content_account, 30)
    held = has(line, make_content(price=30, every=Every.DAY))
    run(moscow("2026-11-25"))
    assert status_of(held) == Status.SUSPENDED
    assert balance(account_of(line)) == rub(1000)

    pay(content_account, 30, now=moscow("2026-11-25", 9))
    run(moscow("2026-11-25", 9))
    assert status_of(held) == Status.ACTIVE


def test_extras_stop_at_the_owners_threshold_and_the_tariff_does_not(line, run):
    account = account_of(line)
    pay(account, 230)
    tariff = has(line, make_tariff(price=50, every=Every.DAY))
    content = has(line, make_content(price=30, every=Every.DAY))
    Account.objects.update(notice_below=rub(100), stops_extras=True)

    run(moscow("2026-11-25"))

    assert (status_of(tariff), status_of(content)) == (Status.ACTIVE, Status.SUSPENDED)
    assert balance(account) == rub(100)


def test_a_top_up_before_a_late_run_leaves_nothing_suspended(line, run):
    pay(account_of(line), 600)
    held = has(line, make_tariff(price=550))
    pay(account_of(line), 500, now=datetime(2026, 12, 26, tzinfo=MOSCOW))

    run(moscow("2026-12-26"))

    assert status_of(held) == Status.ACTIVE
    assert starts(held) == ["2026-11-24", "2026-12-24"]
    assert told() == []


def test_who_waits_for_nothing_is_not_told_of(line, run):
    pay(account_of(line), 1000)
    has(line, make_tariff(price=550))
    pay(account_of(line), 10, now=NOW)
    assert not MoneyCame.objects.exists()
