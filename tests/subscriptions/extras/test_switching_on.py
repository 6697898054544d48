"""A service is switched on whole, with what it needs and instead of what it cannot be beside, or not at all (T4)."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from billing.models import Bucket, Entry, Unit
from billing.services.ledger import InsufficientFunds
from cabinet.core.channels import Channel
from cabinet.core.errors import NotFound
from cabinet.requests.models import Request
from subscriptions.charging.lifecycle import BelowOwnLimit
from subscriptions.extras.costs import cost_of
from subscriptions.extras.errors import AlreadyOn, CannotHave, StaleWish
from subscriptions.extras.judging import judge
from subscriptions.extras.state import read_state
from subscriptions.models import Every, Service, Status, Subscription
from tests.billing.money import account_of, balance, rub
from tests.people import NOW, give_access
from tests.subscriptions.extras.switching import kept, live, of, off, on, person
from tests.subscriptions.made import GB, has, make_service, make_tariff

pytestmark = pytest.mark.django_db


@pytest.fixture
def line():
    return person(money=1000)


def shown(line, service):
    state = read_state(line, now=NOW)
    return cost_of(state, judge(state, service))


def test_it_is_paid_at_once_and_stands_in_the_history(line):
    service = make_service(price=100, connect_fee=rub(30), allowances={Unit.DATA: GB})

    request = on(line, service, channel=Channel.USSD)

    assert balance(account_of(line)) == rub(870)
    assert (request.status, request.kind, request.channel) == ("done", "service_on", "ussd")
    assert request.made_by == line.contract.owner
    assert request.facts() == [("Что", f"«{service.name_ru}»"), ("Списываем", "130,00\u00a0₽")]
    held = of(line, service)
    assert (held.status, held.request, held.channel) == (Status.ACTIVE, request, "ussd")
    assert Bucket.objects.get().granted == GB
    assert {entry.cause["request"] for entry in Entry.objects.filter(line=line)} == {str(request.public_id)}


def test_what_is_shown_is_what_is_taken(line):
    needed = make_service("base", price=40, every=Every.DAY)
    service = make_service("more", price=100, connect_fee=rub(30), requires=["base"])

    cost = shown(line, service)
    on(line, service, agreed=cost.fingerprint)

    assert (cost.total, cost.after) == (rub(170), rub(830))
    assert balance(account_of(line)) == cost.after
    due = {item.service.code: item.next_at for item in cost.items}
    assert due == {"base": of(line, needed).due_at, "more": of(line, service).due_at}


def test_the_same_form_twice_is_charged_once(line):
    service, key = make_service(price=100), uuid4()

    assert on(line, service, key=key) == on(line, service, key=key)

    assert balance(account_of(line)) == rub(900)
    off(line, service, now=NOW + timedelta(minutes=1))
    assert on(line, service, key=key).status == "done"  # an old form, sent again, undoes nothing
    assert of(line, service).ends_at is not None
    assert Request.objects.count() == 2


def test_another_tab_hears_that_it_is_on_already(line):
    service = make_service(price=100)
    on(line, service, key=uuid4())

    with pytest.raises(AlreadyOn):
        on(line, service, key=uuid4())

    assert balance(account_of(line)) == rub(900)
    assert Request.objects.count() == 1


def test_what_it_requires_goes_on_with_it_deepest_first(line):
    make_service("ground", price=10)
    make_service("base", price=20, requires=["ground"])
    service = make_service("more", price=100, requires=["base"])

    on(line, service)

    assert list(Subscription.objects.order_by("pk").values_list("code", flat=True)) == ["ground", "base", "more"]
    assert balance(account_of(line)) == rub(870)


def test_without_money_for_all_of_it_nothing_goes_on(line):
    make_service("base", price=600)
    service = make_service("more", price=500, requires=["base"])

    with pytest.raises(InsufficientFunds) as refused:
        on(line, service)

    assert refused.value.missing == rub(100)
    assert (live(line), balance(account_of(line))) == ([], rub(1000))
    assert not Request.objects.exists()


def test_what_conflicts_is_replaced_with_all_that_hangs_on_it(line):
    has(line, make_service("small", price=50, allowances={Unit.DATA: GB}))
    has(line, make_service("hangs", price=10, requires=["small"]))
    has(line, make_service("beside", price=10))
    service = make_service("large", price=100, conflicts=["small"])

    request = on(line, service)

    assert live(line) == ["beside", "large"]
    assert Bucket.objects.get().until_at <= NOW + timedelta(seconds=1)
    assert dict(request.facts())["Отключается"] == "«Услуга small», «Услуга hangs»"


def test_a_conflict_counts_whichever_of_the_two_names_it(line):
    has(line, make_service("small", conflicts=["large"]))

    on(line, make_service("large"))

    assert live(line) == ["large"]


def test_what_was_to_end_and_is_needed_stays(line):
    base = make_service("base", price=50)
    on(line, base)
    off(line, base)
    service = make_service("more", requires=["base"])

    assert [each.code for each in judge(read_state(line, now=NOW), service).keeps] == ["base"]
    on(line, service)

    assert of(line, base).ends_at is None


def test_a_circle_of_needs_ends(line):
    make_service("one", price=10, requires=["other"])
    other = make_service("other", price=10, requires=["one"])

    on(line, other)

    assert live(line) == ["one", "other"]


def test_what_needs_and_conflicts_with_the_same_cannot_be_had(line):
    has(line, make_service("base"))
    service = make_service("more", requires=["base"], conflicts=["base"])

    with pytest.raises(CannotHave):
        on(line, service)

    assert live(line) == ["base"]


def test_only_on_some_tariffs(line):
    right, service = make_tariff("right"), make_service(tariffs=["right"])
    has(line, make_tariff("wrong", price=100))

    with pytest.raises(CannotHave) as refused:
        on(line, service)

    assert str(refused.value) == f"«{service.name_ru}» работает только с тарифами: «{right.name_ru}»."


@pytest.mark.parametrize(
    "fields",
    [
        {"kinds": ["tv"]},
        {"archived_at": NOW},
        {"on_sale_until": date(2026, 11, 23)},
        {"on_sale_from": date(2026, 11, 25)},
    ],
)
def test_what_is_not_sold_to_this_line_is_not_there(line, fields):
    service = make_service(**fields)

    with pytest.raises(NotFound):
        on(line, service)


def test_what_needs_something_that_is_not_sold_says_so(line):
    make_service("base", kinds=["tv"])

    with pytest.raises(CannotHave):
        on(line, make_service("more", requires=["base"]))


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.PAUSED])
def test_a_line_that_does_not_work_switches_nothing_on(line, status):
    tariff = has(line, make_tariff(price=10))
    Subscription.objects.filter(pk=tariff.pk).update(status=status, due_at=None)

    with pytest.raises(CannotHave):
        on(line, make_service(price=0, every=Every.NEVER))


def test_a_price_that_changed_meanwhile_is_shown_first(line):
    service = make_service(price=100)
    agreed = shown(line, service).fingerprint
    Service.objects.filter(pk=service.pk).update(price=200)

    with pytest.raises(StaleWish):
        on(line, service, agreed=agreed)

    assert balance(account_of(line)) == rub(1000)
    service.refresh_from_db()
    assert shown(line, service).total == rub(200)


def test_an_extra_is_not_paid_from_below_the_owners_threshold(line):
    account = account_of(line)
    account.notice_below, account.stops_extras = rub(950), True
    account.save()
    extra, plain = make_service(price=100, is_extra=True), make_service(price=100)

    assert (shown(line, extra).missing, shown(line, extra).is_own_limit) == (rub(50), True)
    with pytest.raises(BelowOwnLimit):
        on(line, extra)
    assert live(line) == []

    on(line, plain)
    assert live(line) == [plain.code]


def test_a_manager_may_and_a_stranger_finds_nothing(line):
    service = make_service(price=100)
    with pytest.raises(NotFound):
        on(line, service, by=person("79161230002", money=0).contract.owner)
    assert live(line) == []

    manager = give_access(line)
    request = on(line, service, by=manager)

    assert (request.made_by, request.user) == (manager, line.contract.owner)


def test_kept_after_all_it_is_charged_again(line):
    service = make_service(price=100)
    on(line, service)
    off(line, service)

    request = kept(line, service)

    assert of(line, service).ends_at is None
    assert (request.kind, request.status) == ("service_kept", "done")
    assert balance(account_of(line)) == rub(900)
