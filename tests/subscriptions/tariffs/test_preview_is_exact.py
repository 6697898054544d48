"""Whatever a line has and however much there is: what the preview says is what happens, to the kopeck (T3)."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.models import Account, AccountKind, Bucket, Entry, Unit
from billing.services.audit import audit
from billing.services.ledger import InsufficientFunds, open_account
from cabinet.accounts.models import Line
from cabinet.core.errors import DomainError
from subscriptions.charging.run import charge_all
from subscriptions.models import Every, Status, Subscription
from subscriptions.selectors import tariff_of
from subscriptions.tariffs.planning import Plan, When
from tests.billing.money import account_of, balance, pay
from tests.people import NOW, make_owner
from tests.subscriptions.made import GB, has, make_content, make_service, make_tariff
from tests.subscriptions.tariffs.changes import go_over, preview

pytestmark = pytest.mark.django_db
KOPECKS = st.integers(0, 90_000).map(lambda kopecks: Decimal(kopecks) / 100)
PERIODS = st.sampled_from([Every.MONTH, Every.MONTH, Every.DAY, Every.NEVER])


@st.composite
def priced(draw):
    """(every, price): what costs nothing periodic has no price."""
    every = draw(PERIODS)
    price = Decimal(0) if every == Every.NEVER else draw(KOPECKS)
    return every, round(price / 25, 2) if every == Every.DAY else price


@dataclass(frozen=True)
class Life:
    money: Decimal
    floor: Decimal
    own_content: bool
    owed: Decimal
    old: tuple[Every, Decimal]
    new: tuple[Every, Decimal]
    fee: Decimal
    refunds: bool
    keeps: bool
    services: list[tuple[tuple[Every, Decimal], bool]]
    content: Decimal
    days: int
    hours: int
    when: When


LIVES = st.builds(
    Life,
    money=st.integers(0, 250_000).map(lambda kopecks: Decimal(kopecks) / 100),
    floor=st.sampled_from([Decimal(0), Decimal(-300)]),
    own_content=st.booleans(),
    owed=st.sampled_from([Decimal(0), Decimal(150)]),
    old=priced(),
    new=priced(),
    fee=st.sampled_from([Decimal(0), Decimal("99.99")]),
    refunds=st.booleans(),
    keeps=st.booleans(),
    services=st.lists(st.tuples(priced(), st.booleans()), max_size=3),
    content=st.sampled_from([Decimal(0), Decimal("3.50")]),
    days=st.integers(0, 40),
    hours=st.integers(0, 23),
    when=st.sampled_from(When),
)


def lived(life: Life) -> Line:
    """A line that has all of it since `NOW`, as far as its money goes."""
    _owner, line = make_owner("79161230001")
    account = open_account(contract=line.contract, floor=life.floor)
    if life.own_content:
        pay(open_account(contract=line.contract, kind=AccountKind.CONTENT), 100)
    if life.money:
        pay(account, str(life.money))
    Account.objects.filter(pk=account.pk).update(owed=life.owed)
    every, price = life.old
    card = {"every": every, "refunds_rest": life.refunds, "keeps_packages": life.keeps}
    wanted = [make_tariff("old", price, allowances={Unit.DATA: GB}, **card)]
    for number, ((period, cost), goes) in enumerate(life.services):
        only = [] if goes else ["old"]
        wanted.append(make_service(f"s-{number}", cost, every=period, tariffs=only, allowances={Unit.SMS: 5}))
    if life.content:
        wanted.append(make_content("stars", life.content))
    for offering in wanted:
        try:
            has(line, offering)
        except DomainError:
            continue
    return line


def run(now):
    charge_all(clock=lambda: now, go_on=lambda: True)


def of_line(line: Line) -> list[tuple[str, str]]:
    return list(Subscription.objects.filter(line=line, ended_at=None).order_by("pk").values_list("code", "status"))


@given(life=LIVES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_preview_equals_the_outcome(life, django_db_blocker):
    from django.db import transaction

    with transaction.atomic():
        _one_life(life)
        transaction.set_rollback(True)


def _one_life(life: Life) -> None:
    line = lived(life)
    now = NOW + timedelta(days=life.days, hours=life.hours)
    run(now)
    to = make_tariff("new", life.new[1], every=life.new[0], connect_fee=life.fee)
    account, before = account_of(line), of_line(line)
    money, entries = balance(account), Entry.objects.count()
    try:
        plan = preview(line, to, life.when, now=now)
    except DomainError:
        return
    if plan.missing:
        with pytest.raises(InsufficientFunds) as refused:
            go_over(line, to, life.when, now=now)
        assert refused.value.missing == plan.missing
        assert (balance(account), of_line(line), Entry.objects.count()) == (money, before, entries)
        return
    go_over(line, to, life.when, now=now)
    assert balance(account) == plan.balance_after
    if plan.is_now:
        _applied(line, plan)
    else:
        assert of_line(line) == before
    _until_the_next_charge(line, plan)
    assert list(audit()) == []


def _applied(line: Line, plan: Plan) -> None:
    held = tariff_of(line)
    assert held is not None
    assert held.tariff == plan.to
    live = set(Subscription.objects.filter(line=line, ended_at=None).values_list("pk", flat=True))
    assert not live & {each.held.pk for each in plan.stops}
    lost = [pack.pk for pack in plan.packs]
    still = Bucket.objects.filter(pk__in=lost, until_at__gt=plan.apply_at + timedelta(seconds=1)).count()
    assert still == (len(lost) if plan.packs_stay else 0)


def _until_the_next_charge(line: Line, plan: Plan) -> None:
    """What the forecast says is charged until then, if there is enough, is charged."""
    at = plan.next.at if plan.next is not None else plan.apply_at
    run(at)
    held = tariff_of(line)
    assert held is not None
    assert held.tariff == plan.to
    if plan.next is None:
        return
    if plan.next.balance is not None:
        assert balance(account_of(line)) == plan.next.balance
        assert held.status == Status.ACTIVE
    else:
        assert plan.next.missing > 0 or Subscription.objects.filter(kind="content_subscription").exists()
