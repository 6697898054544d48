"""Changing access, taking it back, and forbidding it to everybody (A9)."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cabinet.accounts.access import Right, allowed, lines_for
from cabinet.accounts.models import Access, CodePurpose, Contract, Line, Role, SecurityEvent, User
from cabinet.accounts.services.codes import request_code
from cabinet.accounts.services.offers import EndsInThePast, Terms
from cabinet.accounts.services.sharing import ProvedByCode, accesses_of, change_access, forbid_others, revoke
from cabinet.accounts.services.sign_in import OthersForbidden, sign_in_by_code
from cabinet.core.errors import NotFound
from cabinet.sms.models import SmsMessage
from tests.accounts.test_codes import code_in_sms
from tests.people import NOW, give_access, make_owner

pytestmark = pytest.mark.django_db

MINE, SECOND, THEIRS = "79031234567", "79031234568", "79160000001"


@pytest.fixture
def line() -> Line:
    return make_owner(MINE, SECOND)[1]


def friend_of(line: Line, **fields: object) -> User:
    """A manager with a number of their own."""
    friend, _own = make_owner(THEIRS)
    Access.objects.create(user=friend, line=line, role=Role.MANAGER, granted_by=line.contract.owner, **fields)
    return friend


def told(user: User) -> int:
    numbers = Line.objects.filter(contract__owner=user).values_list("msisdn", flat=True)
    return SmsMessage.objects.filter(msisdn__in=list(numbers), kind="notice").count()


def test_other_terms_hold_at_once_and_both_read_of_them(line):
    friend, owner = friend_of(line), line.contract.owner
    access = Access.objects.get(user=friend)
    terms = Terms(role=Role.VIEWER, sees_details=False, until=NOW + timedelta(days=1))
    change_access(user=owner, access=access, terms=terms, now=NOW)
    assert not allowed(friend, line, Right.MANAGE, NOW)
    assert not allowed(friend, line, Right.SEE_ENTRIES, NOW)
    assert allowed(friend, line, Right.SEE_BALANCE, NOW)
    assert {event.user for event in SecurityEvent.objects.filter(kind="access_changed")} == {friend, owner}
    assert told(friend) == 1


def test_an_access_by_code_is_not_changed_and_an_end_in_the_past_is_refused(line):
    by_code = Access.objects.get(user=give_access(line, by_code=True))
    terms = Terms(role=Role.VIEWER, sees_details=False, until=None)
    with pytest.raises(ProvedByCode):
        change_access(user=line.contract.owner, access=by_code, terms=terms, now=NOW)
    given = Access.objects.get(user=friend_of(line))
    past = Terms(role=Role.VIEWER, sees_details=False, until=NOW)
    with pytest.raises(EndsInThePast):
        change_access(user=line.contract.owner, access=given, terms=past, now=NOW)


def test_what_was_taken_back_is_not_changed(line):
    access = Access.objects.get(user=friend_of(line))
    revoke(user=line.contract.owner, accesses=[access], now=NOW)
    with pytest.raises(NotFound):
        change_access(
            user=line.contract.owner,
            access=access,
            terms=Terms(role=Role.MANAGER, sees_details=True, until=None),
            now=NOW,
        )
    assert not Access.objects.exists()


def test_taking_everything_back_tells_the_person_once(line):
    friend, owner = friend_of(line), line.contract.owner
    second = Line.objects.get(msisdn=SECOND)
    Access.objects.create(user=friend, line=second, role=Role.VIEWER)
    assert revoke(user=owner, accesses=list(accesses_of(line.contract)), now=NOW) == 2
    assert not lines_for(friend, NOW).filter(contract=line.contract).exists()
    assert told(friend) == 1
    assert SecurityEvent.objects.filter(kind="access_revoked", user=friend, made_by=owner).count() == 2


def test_forbidding_puts_every_access_to_sleep_and_allowing_wakes_what_has_not_ended(line):
    friend, owner = friend_of(line), line.contract.owner
    short = give_access(Line.objects.get(msisdn=SECOND), until=NOW + timedelta(hours=1))
    forbid_others(user=owner, contract=line.contract, forbid=True, now=NOW)
    for person in (friend, short):
        assert not lines_for(person, NOW).filter(contract=line.contract).exists()
    forbid_others(user=owner, contract=line.contract, forbid=False, now=NOW + timedelta(hours=2))
    later = NOW + timedelta(hours=2)
    assert line in lines_for(friend, later)
    assert not lines_for(short, later).exists()
    assert told(friend) == 2
    kinds = [event.kind for event in SecurityEvent.objects.filter(user=friend).order_by("pk")]
    assert kinds == ["others_forbidden", "others_allowed"]


def test_forbidding_twice_is_as_once_and_only_the_owner_does_it(line):
    owner = line.contract.owner
    for _time in range(2):
        forbid_others(user=owner, contract=line.contract, forbid=True, now=NOW)
    assert SecurityEvent.objects.filter(user=owner, kind="others_forbidden").count() == 1
    with pytest.raises(NotFound):
        forbid_others(user=friend_of(line), contract=line.contract, forbid=False, now=NOW)
    assert Contract.objects.get(pk=line.contract_id).others_forbidden


def enter(msisdn: str, hours: int = 0) -> User:
    now = NOW + timedelta(hours=hours)
    request_code(msisdn=msisdn, purpose=CodePurpose.SIGN_IN, now=now)
    return sign_in_by_code(msisdn=msisdn, typed=code_in_sms(), now=now)[0]


def test_while_others_are_forbidden_a_code_lets_in_the_owner_alone(line):
    by_code = enter(SECOND)
    forbid_others(user=line.contract.owner, contract=line.contract, forbid=True, now=NOW)
    with pytest.raises(OthersForbidden):
        enter(SECOND, 1)
    assert enter(MINE, 1) == line.contract.owner
    forbid_others(user=line.contract.owner, contract=line.contract, forbid=False, now=NOW)
    assert enter(SECOND, 2) == by_code


MOMENTS = st.integers(min_value=-3, max_value=3)


@settings(max_examples=60, deadline=None)
@given(
    role=st.sampled_from(list(Role)),
    details=st.booleans(),
    until=st.none() | MOMENTS,
    at=MOMENTS,
    forbidden=st.booleans(),
)
def test_an_access_gives_what_it_says_while_it_holds_and_never_more(role, details, until, at, forbidden):
    """Whatever the terms and the moment: nothing after the end, nothing while forbidden, never the owner's."""
    contract = Contract(others_forbidden=forbidden, number=f"H{User.objects.count()}", customer_name="А")
    contract.owner = User.objects.create_user()
    contract.save()
    line = Line.objects.create(contract=contract, number="1")
    ends = None if until is None else NOW + timedelta(hours=until)
    person = give_access(line, role, sees_details=details, until=ends)
    now = NOW + timedelta(hours=at)
    holds = not forbidden and (ends is None or now < ends)
    expected = set()
    if holds:
        expected = {Right.SEE_BALANCE} | ({Right.SEE_ENTRIES} if details else set())
        expected |= {Right.CHAT, Right.MANAGE, Right.SEE_REQUESTS, Right.BLOCK} if role == Role.MANAGER else set()
    assert {right for right in Right if allowed(person, line, right, now)} == expected
    assert (line in lines_for(person, now)) == holds
