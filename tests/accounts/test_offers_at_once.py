"""An offer is taken, or an access changed, at the very moment when what it stands on goes: by real threads."""

from concurrent.futures import Future
from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction

from cabinet.accounts.models import Access, Contract, Line, OfferEnd, Role, User
from cabinet.accounts.services.lines import close_line
from cabinet.accounts.services.numbers import remove_number
from cabinet.accounts.services.offers import OfferGone, Terms, offer_access, take_offer
from cabinet.accounts.services.sharing import change_access, revoke
from cabinet.core.errors import NotFound
from cabinet.home.services.closing import close_cabinet, order_closing
from tests.accounts.test_codes_at_once import PATIENCE
from tests.accounts.test_lines_at_once import beside
from tests.people import NOW, add_line, give_access, make_contract, make_owner

pytestmark = pytest.mark.django_db(transaction=True)

MINE, MY_SECOND, THEIRS, PROVED = "79031234567", "79031234568", "79160000001", "79160000002"
LOOK = Terms(role=Role.VIEWER, sees_details=False, until=None)
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def line():
    return make_owner(MINE, MY_SECOND)[1]


@pytest.fixture
def friend():
    return make_owner(THEIRS)[0]


def offer_of(line: Line, to: str = THEIRS):
    lines = list(line.contract.lines.order_by("pk"))
    return offer_access(user=line.contract.owner, contract=line.contract, lines=lines, msisdn=to, terms=LOOK, now=NOW)


def taking(offer, user: User):
    """How many lines were got."""

    def take() -> int:
        try:
            return len(take_offer(user=user, offer=offer, now=LATER))
        except OfferGone:
            return 0

    return take


def together(held: Line, *calls):
    """The calls one after another, each begun before the first is done."""
    with transaction.atomic():
        Line.objects.select_for_update().get(pk=held.pk)
        futures: list[Future] = beside(*calls)
    return [future.result(PATIENCE) for future in futures]


def closing_of(user: User):
    request = order_closing(user=user, now=NOW)
    return partial(close_cabinet, request, LATER)


def test_the_number_it_was_offered_to_closes_first(line, friend):
    theirs = Line.objects.get(msisdn=THEIRS)
    take = taking(offer_of(line), friend)
    assert together(theirs, partial(close_line, line=theirs, now=LATER), take) == [True, 0]
    assert not Access.objects.exists()


def test_the_number_it_was_offered_to_proves_somebody_no_more(line, friend):
    """A line of another contract, which the friend proved once, and takes out of their cabinet."""
    make_contract("79160000009", PROVED, owner=make_owner("79160000010")[0])
    proved = Line.objects.get(msisdn=PROVED)
    Access.objects.create(user=friend, line=proved, role=Role.MANAGER, by_code=True)
    take = taking(offer_of(line, PROVED), friend)
    assert together(proved, partial(remove_number, user=friend, line=proved, now=LATER), take) == [None, 0]
    assert not Access.objects.exists()


@pytest.mark.parametrize("first", ["closing", "taking"])
def test_an_offered_number_closes(line, friend, first):
    take, close = taking(offer_of(line), friend), partial(close_line, line=line, now=LATER)
    calls = (close, take) if first == "closing" else (take, close)
    assert set(together(line, *calls)) == {True, 1 if first == "closing" else 2}
    assert [access.line.msisdn for access in Access.objects.select_related("line")] == [MY_SECOND]


@pytest.mark.parametrize("whose", ["the owner's", "the friend's"])
@pytest.mark.parametrize("first", ["closing", "taking"])
def test_a_cabinet_closes(line, friend, first, whose):
    """The owner's or the friend's: either way nobody has access afterwards, and nobody waits for ever."""
    take = taking(offer_of(line), friend)
    owner = line.contract.owner
    close, held = (
        (closing_of(owner), line) if whose == "the owner's" else (closing_of(friend), Line.objects.get(msisdn=THEIRS))
    )
    calls = (close, take) if first == "closing" else (take, close)
    got = together(held, *calls)
    assert (0 if first == "closing" else 2) in got
    assert not Access.objects.exists()
    assert Contract.objects.get(pk=line.contract_id).offers.get().end == (
        OfferEnd.WITHDRAWN if first == "closing" else OfferEnd.TAKEN
    )


@pytest.mark.parametrize("what", ["change", "revoke"])
def test_an_access_is_left_alone_by_who_was_the_owner_a_moment_ago(line, what):
    friend = give_access(add_line(line.contract, "79031234569"))
    access = Access.objects.select_related("user", "line__contract").get(user=friend)
    owner, next_owner = line.contract.owner, make_owner(THEIRS)[0]

    def act() -> bool:
        try:
            if what == "change":
                change_access(user=owner, access=access, terms=LOOK, now=LATER)
            else:
                revoke(user=owner, accesses=[access], now=LATER)
        except NotFound:
            return False
        return True

    with transaction.atomic():
        Contract.objects.select_for_update().get(pk=line.contract_id)
        (future,) = beside(act)
        Contract.objects.filter(pk=line.contract_id).update(owner=next_owner)
    assert future.result(PATIENCE) is False
    assert Access.objects.get(pk=access.pk).role == Role.MANAGER
