"""Changing a tariff now and from the next period (T3): what it costs, what is lost, what stays."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from billing.models import Bucket, Entry, LineRate, Unit
from billing.services.ledger import InsufficientFunds
from cabinet.accounts.models import Role
from cabinet.core.errors import NotFound
from cabinet.network.models import NetworkOrder
from cabinet.requests.models import Request, RequestStatus
from cabinet.requests.services.steps import CannotCancel, cancel_request
from subscriptions.models import ChangeStatus, Every, Status, Subscription, TariffChange
from subscriptions.selectors import planned_change, tariff_of
from subscriptions.tariffs.changing import apply_planned, change, undo
from subscriptions.tariffs.errors import NoNextPeriod, NotSold, PausedFirst, SameTariff, StalePlan, StillChanging
from subscriptions.tariffs.planning import When
from tests.billing.money import account_of, balance, charge, pay, rub
from tests.people import NOW, give_access
from tests.subscriptions.made import GB, MINUTE, has, make_service, make_tariff
from tests.subscriptions.tariffs.changes import go_over, preview

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=10)  # 4 December; the paid month ends on the 24th


def test_now_takes_the_fee_and_a_new_month_and_what_was_left_is_lost(line):
    old = has(line, make_tariff(price=550, allowances={Unit.DATA: 30 * GB}))
    new = make_tariff(price=410, connect_fee=rub(100), allowances={Unit.DATA: 20 * GB})

    done = go_over(line, new, now=LATER)

    assert (done.status, done.shown["sums"][:2]) == (ChangeStatus.APPLIED, ["100.00", "410.00"])
    assert balance(account_of(line)) == rub(2000 - 550 - 510)
    assert Subscription.objects.get(pk=old.pk).status == Status.ENDED
    held = tariff_of(line)
    assert (held.tariff, held.anchor.isoformat(), held.periods) == (new, "2026-12-04", 1)
    assert (held.due_at, held.paid_until) == (held.paid_until, datetime(2027, 1, 3, 21, tzinfo=UTC))
    old_pack, new_pack = Bucket.objects.order_by("pk")
    assert (old_pack.until_at, new_pack.from_at) == (LATER, LATER)
    assert LineRate.objects.latest("from_at").rate_card == new.rate_card


def test_packages_stay_where_the_old_tariff_says_so(line):
    old = has(line, make_tariff(keeps_packages=True))

    plan = preview(line, make_tariff(), When.NOW, now=LATER)
    go_over(line, plan.to, now=LATER)

    assert plan.packs_stay
    assert {pack.until_at for pack in Bucket.objects.filter(source_id=old.public_id)} == {old.paid_until}


def test_whole_unused_days_come_back_where_the_old_tariff_says_so(line):
    has(line, make_tariff(price=550, refunds_rest=True))
    new = make_tariff(price=410)

    go_over(line, new, now=LATER)

    refund = Entry.objects.get(kind="refund")
    # 24 November to 24 December are 30 days; the 5th to the 23rd are 19.
    assert refund.amount == rub("348.33")
    assert refund.reverses.amount == rub(-550)
    assert balance(account_of(line)) == rub(2000 - 550 - 410) + refund.amount


def test_from_the_next_period_nothing_is_taken_until_then(line):
    old = has(line, make_tariff(price=550))
    new = make_tariff(price=410, connect_fee=rub(100))

    planned = go_over(line, new, When.NEXT, now=LATER)

    assert balance(account_of(line)) == rub(1450)
    assert (tariff_of(line), planned_change(line)) == (old, planned)
    assert (planned.apply_at, planned.request.status) == (old.paid_until, RequestStatus.ACCEPTED)
    assert planned.request.due_at == old.paid_until


def test_on_its_day_the_old_tariff_ends_and_the_run_charges_the_new_one(line):
    old = has(line, make_tariff(price=550))
    new = make_tariff(price=410, connect_fee=rub(100))
    planned = go_over(line, new, When.NEXT, now=LATER)
    late = planned.apply_at + timedelta(hours=5)

    apply_planned(planned, now=late)
    apply_planned(planned, now=late)

    old.refresh_from_db()
    held = tariff_of(line)
    assert (old.status, old.ended_at) == (Status.ENDED, planned.apply_at)
    assert (held.tariff, held.due_at, held.periods) == (new, planned.apply_at, 0)
    assert held.anchor.isoformat() == "2026-12-24"
    assert TariffChange.objects.get().status == ChangeStatus.APPLIED
    assert LineRate.objects.latest("from_at").from_at == planned.apply_at
    assert not Entry.objects.filter(kind="fee").exists()


def test_it_is_undone_until_its_day(line):
    old = has(line, make_tariff())
    planned = go_over(line, make_tariff(), When.NEXT)

    assert undo(line=line, by=line.contract.owner, now=LATER)
    assert not undo(line=line, by=line.contract.owner, now=LATER)
    apply_planned(planned, now=planned.apply_at)

    assert tariff_of(line) == old
    planned.refresh_from_db()
    assert (planned.status, planned.request.status) == (ChangeStatus.UNDONE, RequestStatus.CANCELLED)


def test_on_its_day_it_is_too_late_to_undo_it_though_the_run_is_late(line):
    has(line, make_tariff())
    planned = go_over(line, make_tariff(), When.NEXT)

    with pytest.raises(CannotCancel):
        undo(line=line, by=line.contract.owner, now=planned.apply_at)

    assert planned_change(line) == planned


def test_it_is_undone_by_its_request_too_and_not_once_it_was_applied(line):
    has(line, make_tariff())
    request = go_over(line, make_tariff(), When.NEXT).request
    cancel_request(request, by=line.contract.owner, now=LATER)
    assert planned_change(line) is None

    second = go_over(line, make_tariff(), When.NEXT)
    apply_planned(second, now=second.apply_at)
    with pytest.raises(CannotCancel):
        cancel_request(second.request, by=line.contract.owner, now=LATER)
    assert TariffChange.objects.get(pk=second.pk).status == ChangeStatus.APPLIED


def test_another_wish_takes_the_place_of_the_first(line):
    has(line, make_tariff())
    first = go_over(line, make_tariff(), When.NEXT)
    second = go_over(line, make_tariff(), When.NEXT, now=NOW + timedelta(hours=1))

    assert planned_change(line) == second
    first.refresh_from_db()
    assert (first.status, first.request.status) == (ChangeStatus.UNDONE, RequestStatus.CANCELLED)


def test_the_same_wish_again_is_the_first_one(line):
    has(line, make_tariff())
    to, key = make_tariff(price=300), uuid4()
    assert go_over(line, to, When.NEXT) == go_over(line, to, When.NEXT, now=NOW + timedelta(minutes=1))

    shown = preview(line, to, When.NOW).fingerprint
    how = {"line": line, "to": to, "when": When.NOW, "fingerprint": shown, "by": line.contract.owner, "key": key}
    assert change(now=NOW, **how) == change(now=NOW + timedelta(seconds=1), **how)
    assert Entry.objects.filter(kind="tariff").count() == 2
    assert Request.objects.filter(status=RequestStatus.WORKING).count() == 1


def test_what_was_shown_and_is_not_so_any_more_changes_nothing(line):
    held = has(line, make_tariff())
    to = make_tariff(price=300)
    shown = preview(line, to, When.NOW)
    charge(account_of(line), 2)

    with pytest.raises(StalePlan) as stale:
        change(line=line, to=to, when=When.NOW, fingerprint=shown.fingerprint, by=line.contract.owner, now=NOW)

    assert stale.value.plan.balance == shown.balance - 2
    assert tariff_of(line) == held
    assert not TariffChange.objects.exists()
    assert not Request.objects.exists()


def test_without_money_nothing_changes(line):
    held = has(line, make_tariff())
    to = make_tariff(price=1990)
    assert preview(line, to, When.NOW).missing == rub(1990 - 1450)

    with pytest.raises(InsufficientFunds) as refused:
        go_over(line, to)

    assert refused.value.missing == rub(540)
    assert (tariff_of(line), balance(account_of(line))) == (held, rub(1450))
    assert not TariffChange.objects.exists()
    assert not Request.objects.exists()


def test_services_that_do_not_go_with_it_stop_and_what_needs_them(line):
    old, new = make_tariff("old"), make_tariff("new")
    has(line, old)
    night = has(line, make_service("night", tariffs=["old"], allowances={Unit.VOICE: 60 * MINUTE}))
    dawn = has(line, make_service("dawn", requires=["night"]))
    other = has(line, make_service("other"))

    plan = preview(line, new, When.NOW)
    go_over(line, new)

    assert [(stop.held, stop.needs) for stop in plan.stops] == [(night, ""), (dawn, "night")]
    live = set(Subscription.objects.filter(ended_at=None).exclude(kind="tariff"))
    assert live == {other}
    assert Bucket.objects.get(source_id=night.public_id).until_at <= NOW + timedelta(seconds=1)


def test_a_suspended_line_goes_over_to_what_it_can_pay_and_works(line):
    held = has(line, make_tariff(price=1500))
    held.status, held.suspended_at, held.due_at, held.paid_until = Status.SUSPENDED, NOW, None, NOW
    held.save()
    to = make_tariff(price=300)

    with pytest.raises(NoNextPeriod):
        preview(line, to, When.NEXT)
    go_over(line, to)

    assert (tariff_of(line).tariff, tariff_of(line).status) == (to, Status.ACTIVE)
    told = NetworkOrder.objects.order_by("pk").values_list("operation", flat=True)
    assert list(told) == ["tariff", "resume"]


def test_the_present_tariff_and_those_not_sold_are_refused_in_words(line):
    same = make_tariff()
    held = has(line, same)
    with pytest.raises(SameTariff):
        preview(line, same, When.NOW)
    with pytest.raises(NotSold):
        go_over(line, make_tariff(kinds=["modem"]))
    held.status = Status.PAUSED
    held.save()
    with pytest.raises(PausedFirst):
        preview(line, make_tariff(), When.NOW)


def test_a_newer_version_of_ones_own_tariff_may_be_had(line):
    first = make_tariff("one", 500, archived_at=NOW)
    has(line, first)
    second = make_tariff("one", 450, version=2)
    planned = go_over(line, second, When.NEXT)
    apply_planned(planned, now=planned.apply_at)
    assert tariff_of(line).tariff == second


def test_what_has_no_periods_is_left_tomorrow_for_nothing(line):
    has(line, make_tariff(price=0, every=Every.NEVER))
    planned = go_over(line, make_tariff(price=300, connect_fee=rub(50)), When.NEXT)
    assert planned.apply_at.isoformat() == "2026-11-25T00:00:00+03:00"
    assert balance(account_of(line)) == rub(2000)


def test_while_the_network_is_told_of_one_change_another_waits(line):
    has(line, make_tariff(price=100))
    go_over(line, make_tariff(price=100))
    with pytest.raises(StillChanging):
        go_over(line, make_tariff(price=100))


def test_a_line_without_a_tariff_gets_one_now(line):
    to = make_tariff(price=300)
    with pytest.raises(NoNextPeriod):
        preview(line, to, When.NEXT)
    go_over(line, to)
    assert tariff_of(line).tariff == to


def test_who_only_looks_changes_nothing(line):
    has(line, make_tariff())
    viewer, manager = give_access(line, Role.VIEWER), give_access(line, Role.MANAGER)
    to = make_tariff()
    with pytest.raises(NotFound):
        go_over(line, to, When.NEXT, by=viewer)
    planned = go_over(line, to, When.NEXT, by=manager)
    with pytest.raises(NotFound):
        undo(line=line, by=viewer, now=NOW)
    assert (planned_change(line), planned.made_by) == (planned, manager)


def test_the_next_charges_of_the_whole_contract_are_counted(line):
    has(line, make_tariff(price=550))
    has(line, make_service(price=100), now=NOW + timedelta(days=1))
    has(line, make_service(price=5, every=Every.DAY), now=NOW + timedelta(days=1))
    now = NOW + timedelta(days=20)  # 14 December: the day's service is due at the next midnights
    for subscription in Subscription.objects.filter(service__every="day"):
        subscription.periods, subscription.due_at = 20, now.replace(hour=21)
        subscription.save()
    pay(account_of(line), 1)

    forecast = preview(line, make_tariff(price=410), When.NEXT, now=now).next

    assert (forecast.tariff, forecast.missing) == (rub(410), 0)
    assert forecast.everything == rub(410 + 10 * 5)
    assert forecast.balance == balance(account_of(line)) - rub(460)
