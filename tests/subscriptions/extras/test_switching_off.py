"""What is paid for works until its end and is not charged again; what needs it ends no later (T4)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from cabinet.core.errors import NotFound
from cabinet.requests.models import Request
from subscriptions.extras.errors import AlreadyEnding, NotEnding, NotOn, StaleWish
from subscriptions.extras.parting import parting_of
from subscriptions.extras.state import read_state
from subscriptions.models import Every, Status, Subscription
from tests.billing.money import account_of, balance, rub
from tests.people import NOW
from tests.subscriptions.extras.switching import kept, live, of, off, on, person
from tests.subscriptions.made import has, make_service

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=3)


@pytest.fixture
def line():
    return person(money=1000)


def parting(line, service):
    state = read_state(line, now=LATER)
    return parting_of(state, state.held_service(service.code))


def test_it_works_until_the_end_of_what_is_paid(line):
    service = make_service(price=100)
    paid_until = has(line, service).paid_until

    request = off(line, service, now=LATER)

    held = of(line, service)
    assert (held.status, held.ends_at, held.ended_at) == (Status.ACTIVE, paid_until, None)
    assert balance(account_of(line)) == rub(900)
    assert (request.kind, request.status) == ("service_off", "done")


def test_what_costs_nothing_ends_at_once(line):
    service = make_service(price=0, every=Every.NEVER)
    has(line, service)

    off(line, service)

    assert of(line, service).ended_at == NOW


def test_what_is_suspended_ends_at_once(line):
    service = make_service(price=100)
    held = has(line, service)
    Subscription.objects.filter(pk=held.pk).update(status=Status.SUSPENDED, due_at=None)

    off(line, service, now=LATER)

    assert of(line, service).ended_at == LATER


def test_what_needs_it_ends_no_later(line):
    base, more = make_service("base", price=100), make_service("more", price=10, requires=["base"])
    free = make_service("free", price=0, every=Every.NEVER, requires=["more"])
    paid_until = has(line, base).paid_until
    has(line, more, now=LATER)
    has(line, free, now=LATER)

    shown = parting(line, base)
    off(line, base, now=LATER, agreed=shown.fingerprint)

    ends = dict.fromkeys(["base", "more", "free"], paid_until)
    assert {each.subscription.code: each.at for each in shown.all} == ends
    assert {each.code: each.ends_at for each in Subscription.objects.all()} == ends


def test_what_needs_it_and_ends_sooner_ends_sooner(line):
    base, more = make_service("base", price=100), make_service("more", price=10, every=Every.DAY, requires=["base"])
    has(line, base)
    soon = has(line, more, now=LATER).paid_until

    off(line, base, now=LATER)

    assert of(line, more).ends_at == soon


def test_what_needs_what_ends_at_once_ends_with_it(line):
    base, more = make_service("base", price=0, every=Every.NEVER), make_service("more", price=10, requires=["base"])
    has(line, base)
    has(line, more)

    off(line, base)

    assert live(line) == []


def test_twice_is_once(line):
    service, key = make_service(price=100), uuid4()
    has(line, service)

    assert off(line, service, key=key) == off(line, service, key=key)
    with pytest.raises(AlreadyEnding):
        off(line, service, key=uuid4())

    assert Request.objects.count() == 1


def test_what_is_not_on_is_not_switched_off(line):
    with pytest.raises(NotOn):
        off(line, make_service())
    with pytest.raises(NotFound):
        off(line, make_service(kinds=["tv"]))
    assert not Request.objects.exists()


def test_something_that_hangs_on_it_since_is_shown_first(line):
    base, more = make_service("base", price=100), make_service("more", price=10, requires=["base"])
    has(line, base)
    agreed = parting(line, base).fingerprint
    on(line, more)

    with pytest.raises(StaleWish):
        off(line, base, agreed=agreed)

    assert of(line, base).ends_at is None


def test_keeping_it_keeps_what_it_needs_and_gives_the_others_their_paid_days_back(line):
    base, more = make_service("base", price=100), make_service("more", price=10, requires=["base"])
    has(line, base)
    own = has(line, more, now=LATER).paid_until
    off(line, base, now=LATER)

    kept(line, base, now=LATER)
    assert (of(line, base).ends_at, of(line, more).ends_at) == (None, own)

    off(line, base, now=LATER)
    kept(line, more, now=LATER)
    assert (of(line, base).ends_at, of(line, more).ends_at) == (None, None)
    with pytest.raises(NotEnding):
        kept(line, more, now=LATER)


def test_an_archived_service_is_switched_off_like_any(line):
    service = make_service(price=100)
    has(line, service)
    service.archived_at = NOW
    service.save()

    off(line, service, now=LATER)

    assert of(line, service).ends_at is not None
