"""Each period is charged once, in its order, however late the run comes."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.models import Bucket, Entry, Unit
from cabinet.network.models import NetworkOrder
from subscriptions.charging.lifecycle import end_when_paid_up
from subscriptions.models import Every, PeriodCharge, Status, Subscription
from tests.billing.money import account_of, balance, pay, rub
from tests.people import NOW, make_owner
from tests.subscriptions.made import GB, has, make_content, make_service, make_tariff

pytestmark = pytest.mark.django_db
MOSCOW = ZoneInfo("Europe/Moscow")


def moscow(day: str, hour: int = 0) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=MOSCOW)


def starts(held: Subscription) -> list[str]:
    charges = PeriodCharge.objects.filter(subscription=held).order_by("period_start")
    return [f"{each.period_start.astimezone(MOSCOW):%Y-%m-%d}" for each in charges]


def test_the_next_month_is_paid_when_it_begins_and_gives_its_packages(line, run):
    pay(account_of(line), 2000)
    held = has(line, make_tariff(price=550, allowances={Unit.DATA: 5 * GB}))

    assert run(moscow("2026-12-23", 23)).periods == 0
    assert run(moscow("2026-12-24")).periods == 1

    assert balance(account_of(line)) == rub(900)
    entry = Entry.objects.order_by("seq").last()
    assert entry is not None
    assert (entry.amount, entry.reference) == (rub(-550), f"period:{held.public_id}:2026-12-24")
    assert entry.occurred_at == moscow("2026-12-24")
    bucket = Bucket.objects.order_by("pk").last()
    assert bucket is not None
    assert (bucket.from_at, bucket.until_at) == (moscow("2026-12-24"), moscow("2027-01-24"))
    held.refresh_from_db()
    assert (held.periods, held.paid_until, held.due_at) == (2, moscow("2027-01-24"), moscow("2027-01-24"))


def test_a_run_that_comes_again_charges_nothing(line, run):
    pay(account_of(line), 2000)
    has(line, make_tariff(price=550))
    run(moscow("2026-12-24"))
    entries = list(Entry.objects.values_list("pk", flat=True))

    for minutes in range(3):
        assert run(moscow("2026-12-24") + timedelta(minutes=minutes)).periods == 0

    assert list(Entry.objects.values_list("pk", flat=True)) == entries


def test_after_three_days_of_silence_each_day_is_charged_by_itself(line, run):
    pay(account_of(line), 2000)
    held = has(line, make_tariff(price=20, every=Every.DAY))

    assert run(moscow("2026-11-27", 15)).periods == 3

    assert starts(held) == ["2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27"]
    assert balance(account_of(line)) == rub(1920)


def test_the_thirty_first_is_kept_through_shorter_months(line, run):
    pay(account_of(line), 20000)
    held = has(line, make_tariff(price=100), now=moscow("2027-01-31", 12))

    run(moscow("2027-05-01"))

    assert starts(held) == ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]


def test_a_day_of_the_clock_change_is_one_day(line, run):
    contract = line.contract
    contract.time_zone = "Europe/Berlin"
    contract.save()
    pay(account_of(line), 1000)
    berlin = ZoneInfo("Europe/Berlin")
    held = has(line, make_tariff(price=10, every=Every.DAY), now=datetime(2027, 3, 27, 12, tzinfo=berlin))

    run(datetime(2027, 3, 30, 0, 0, tzinfo=berlin))

    lengths = [
        (each.period_until.astimezone(UTC) - each.period_start.astimezone(UTC)) / timedelta(hours=1)
        for each in held.charges.order_by("period_start")
    ]
    assert lengths == [24, 23, 24, 24]


def test_a_contract_that_moves_to_another_zone_loses_and_repeats_no_hour(line, run):
    pay(account_of(line), 1000)
    held = has(line, make_tariff(price=10, every=Every.DAY))
    contract = line.contract
    contract.time_zone = "Asia/Vladivostok"
    contract.save()

    run(NOW + timedelta(days=3))

    charges = list(held.charges.order_by("period_start"))
    assert [each.period_until for each in charges[:-1]] == [each.period_start for each in charges[1:]]
    assert len({each.entry_id for each in charges}) == len(charges)
    assert charges[-1].period_until == datetime(2026, 11, 28, tzinfo=ZoneInfo("Asia/Vladivostok"))


def test_who_is_paid_first_does_not_depend_on_what_was_made_first(line, run):
    pay(account_of(line), 230)
    content = has(line, make_content(price=100, every=Every.MONTH))
    tariff = has(line, make_tariff(price=100))
    pay(account_of(line), 70)  # 100 are there, and both are due at one moment

    run(moscow("2026-12-24"))

    assert starts(tariff) == ["2026-11-24", "2026-12-24"]
    content.refresh_from_db()
    assert content.status == Status.SUSPENDED
    assert balance(account_of(line)) == 0


def test_what_was_switched_off_works_to_its_end_and_is_not_charged_again(line, run):
    pay(account_of(line), 1000)
    held = has(line, make_service(price=100, network_code="mailbox"))
    end_when_paid_up(held, now=NOW)

    run(moscow("2026-12-25", 8))

    held.refresh_from_db()
    assert (held.status, held.ended_at, held.due_at) == (Status.ENDED, moscow("2026-12-24"), None)
    assert balance(account_of(line)) == rub(900)
    assert NetworkOrder.objects.get().operation == "switch_off"


def test_free_days_end_with_the_first_payment(line, run):
    pay(account_of(line), 100)
    held = has(line, make_content(price=30, trial_days=3), trial=True)

    run(moscow("2026-11-26", 23))
    assert starts(held) == []
    run(moscow("2026-11-27", 1))
    assert starts(held) == ["2026-11-27"]


@pytest.mark.parametrize("status", [Status.PENDING, Status.PAUSED])
def test_what_does_not_work_is_neither_charged_nor_ended(line, run, status):
    pay(account_of(line), 1000)
    held = has(line, make_service(price=100))
    Subscription.objects.filter(pk=held.pk).update(status=status, due_at=held.due_at, ends_at=held.due_at)

    assert run(moscow("2027-03-01")).periods == 0

    assert balance(account_of(line)) == rub(900)
    held.refresh_from_db()
    assert held.status == status


def test_what_costs_nothing_is_begun_without_an_entry(line, run):
    held = has(line, make_tariff(price=0, allowances={Unit.SMS: 10}))

    run(moscow("2026-12-24"))

    assert starts(held) == ["2026-11-24", "2026-12-24"]
    assert Bucket.objects.count() == 2
    assert not Entry.objects.exists()


def test_a_contract_that_cannot_be_charged_keeps_no_other_from_it(line, run):
    _other_owner, other = make_owner("79161230002")
    pay(account_of(line), 1000)
    pay(account_of(other), 1000)
    broken, whole = has(line, make_tariff(price=100)), has(other, make_tariff(price=100))
    Subscription.objects.filter(pk=broken.pk).update(anchor=date(2026, 1, 1))

    ran = run(moscow("2026-12-24"))

    assert (ran.periods, ran.failed) == (1, {line.contract_id})
    assert starts(broken) == ["2026-11-24"]
    assert starts(whole) == ["2026-11-24", "2026-12-24"]


def test_a_batch_costs_the_same_statements_however_many_contracts_it_has(run):
    tariff = make_tariff(price=100)
    counts = []
    for first, many in ((10, 2), (30, 9)):
        for number in range(first, first + many):
            _owner, line = make_owner(f"791612300{number}")
            pay(account_of(line), 150)
            has(line, tariff)
            pay(account_of(line), 60)
        with CaptureQueriesContext(connection) as asked:
            run(moscow("2026-12-24"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert Decimal(sum(each.amount for each in Entry.objects.filter(kind="tariff"))) == rub(-100 * 22)
