"""Adding a number to a cabinet by its own code, and taking it out again (A8)."""

from datetime import timedelta

import pytest

from cabinet.accounts.access import lines_for, lines_that_prove
from cabinet.accounts.models import Access, CodePurpose, Contract, Line, LineStatus, SecurityEvent, Session, User
from cabinet.accounts.services.codes import CodeSpent, WrongCode, request_code
from cabinet.accounts.services.numbers import (
    AlreadyHere,
    InAnotherCabinet,
    NumberBlocked,
    OwnNumber,
    add_number,
    remove_number,
    rename_number,
)
from cabinet.accounts.services.sign_in import OthersForbidden, sign_in_by_code
from cabinet.core.errors import NotFound
from cabinet.sms.cipher import unseal
from cabinet.sms.models import SmsMessage
from tests.accounts.test_codes import code_in_sms
from tests.people import NOW, give_access, make_contract, make_owner

pytestmark = pytest.mark.django_db

MINE, MY_SECOND, THEIRS, THEIR_SECOND, NOBODYS, FREE = (f"7903123456{number}" for number in range(6))


@pytest.fixture
def me() -> User:
    return make_owner(MINE, MY_SECOND)[0]


def add(user: User, msisdn: str, *, now=NOW) -> Line:
    request_code(msisdn=msisdn, purpose=CodePurpose.ADD_NUMBER, flow="tab", now=now)
    return add_number(user=user, msisdn=msisdn, typed=code_in_sms(), flow="tab", now=now)


def signed_in_by(msisdn: str, *, now=NOW + timedelta(hours=3)) -> User:
    request_code(msisdn=msisdn, purpose=CodePurpose.SIGN_IN, now=now)
    return sign_in_by_code(msisdn=msisdn, typed=code_in_sms(), now=now)[0]


def test_the_primary_line_of_a_contract_without_an_owner_brings_the_whole_contract(me):
    contract = make_contract(FREE, "79031234599")
    add(me, FREE)
    assert Contract.objects.get(pk=contract.pk).owner == me
    assert set(lines_for(me, NOW)) >= set(contract.lines.all())
    assert signed_in_by(FREE) == me


def test_another_line_of_ones_own_contract_proves_its_owner_from_then_on(me):
    earlier = signed_in_by(MY_SECOND, now=NOW - timedelta(days=1))
    assert earlier != me
    line = add(me, MY_SECOND)
    assert line in lines_that_prove(me)
    assert signed_in_by(MY_SECOND) == me
    assert not lines_for(earlier, NOW).exists()


def test_a_line_of_another_owner_is_managed_and_whoever_had_proved_it_loses_it_and_is_told(me):
    make_owner(THEIRS, THEIR_SECOND)
    earlier = signed_in_by(THEIR_SECOND, now=NOW - timedelta(days=1))
    make_contract(FREE, owner=earlier)
    Session.objects.create(session_key="theirs", user=earlier, expire_date=NOW + timedelta(days=1))
    line = add(me, THEIR_SECOND)
    access = Access.objects.get(line=line)
    assert (access.user, access.role, access.by_code, access.until) == (me, "manager", True, None)
    assert SecurityEvent.objects.filter(user=earlier).latest("pk").kind == "number_removed"
    told = [unseal(sms.body) for sms in SmsMessage.objects.filter(msisdn=FREE)]
    assert len(told) == 1
    assert "другой кабинет" in told[0]
    assert Session.objects.filter(user=earlier).exists()  # they have a contract of their own, and stay signed in


def test_who_is_left_without_any_number_is_signed_out(me):
    make_owner(THEIRS, THEIR_SECOND)
    earlier = signed_in_by(THEIR_SECOND, now=NOW - timedelta(days=1))
    Session.objects.create(session_key="theirs", user=earlier, expire_date=NOW + timedelta(days=1))
    add(me, THEIR_SECOND)
    assert not Session.objects.filter(user=earlier).exists()


def test_an_access_that_was_given_becomes_one_that_was_proved(me):
    _owner, primary = make_owner(THEIRS, THEIR_SECOND)
    second = primary.contract.lines.get(msisdn=THEIR_SECOND)
    Access.objects.create(user=me, line=second, role="viewer", sees_details=False, until=NOW, name="Брат")
    add(me, THEIR_SECOND)
    access = Access.objects.get(user=me, line=second)
    assert (access.role, access.sees_details, access.until, access.by_code) == ("manager", True, None, True)
    assert access.name == "Брат"


def test_somebody_elses_primary_line_is_refused_and_nobody_is_merged(me):
    owner, _line = make_owner(THEIRS)
    with pytest.raises(InAnotherCabinet):
        add(me, THEIRS)
    assert Contract.objects.get(primary_line__msisdn=THEIRS).owner == owner
    assert not Access.objects.exists()
    assert signed_in_by(THEIRS) == owner


def test_what_is_here_already_is_not_added_twice(me):
    with pytest.raises(AlreadyHere):
        add(me, MINE)
    make_owner(THEIRS, THEIR_SECOND)
    add(me, THEIR_SECOND)
    with pytest.raises(AlreadyHere):
        add(me, THEIR_SECOND, now=NOW + timedelta(hours=1))


def test_a_line_whose_owner_forbids_others_is_refused(me):
    owner, _line = make_owner(THEIRS, THEIR_SECOND)
    Contract.objects.filter(owner=owner).update(others_forbidden=True)
    with pytest.raises(OthersForbidden):
        add(me, THEIR_SECOND)
    assert not Access.objects.exists()
    add(owner, THEIR_SECOND, now=NOW + timedelta(hours=1))  # the owner is no other
    assert signed_in_by(THEIR_SECOND) == owner


def test_a_line_that_was_blocked_after_the_sms_is_refused(me):
    make_contract(FREE)
    request_code(msisdn=FREE, purpose=CodePurpose.ADD_NUMBER, flow="tab", now=NOW)
    code = code_in_sms()
    Line.objects.filter(msisdn=FREE).update(status=LineStatus.BLOCKED)
    with pytest.raises(NumberBlocked):
        add_number(user=me, msisdn=FREE, typed=code, flow="tab", now=NOW)
    assert Contract.objects.get(primary_line__msisdn=FREE).owner is None


def test_a_wrong_code_another_tabs_code_and_a_code_for_signing_in_add_nothing(me):
    make_contract(FREE)
    request_code(msisdn=FREE, purpose=CodePurpose.ADD_NUMBER, flow="tab", now=NOW)
    code = code_in_sms()
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for typed, flow, error in ((wrong, "tab", WrongCode), (code, "another tab", CodeSpent)):
        with pytest.raises(error):
            add_number(user=me, msisdn=FREE, typed=typed, flow=flow, now=NOW)
    later = NOW + timedelta(hours=1)
    request_code(msisdn=FREE, purpose=CodePurpose.SIGN_IN, flow="tab", now=later)
    with pytest.raises(CodeSpent):
        add_number(user=me, msisdn=FREE, typed=code_in_sms(), flow="tab", now=later)
    assert Contract.objects.get(primary_line__msisdn=FREE).owner is None


def test_a_number_that_nobody_has_fails_as_a_wrong_code_does(me):
    request_code(msisdn=NOBODYS, purpose=CodePurpose.ADD_NUMBER, flow="tab", now=NOW)
    with pytest.raises(WrongCode):
        add_number(user=me, msisdn=NOBODYS, typed="000000", flow="tab", now=NOW)


def test_what_was_added_is_journalled_and_told(me):
    make_contract(FREE)
    line = add(me, FREE)
    event = SecurityEvent.objects.get(kind="number_added")
    assert (event.user, event.line, event.made_by) == (me, line, me)
    assert {sms.msisdn for sms in SmsMessage.objects.filter(kind="notice")} == {MINE, FREE}


def test_a_given_number_is_taken_out_and_its_owner_reads_of_it():
    owner, line = make_owner(MINE)
    person = give_access(line, granted_by=owner)
    remove_number(user=person, line=line, now=NOW)
    assert not lines_for(person, NOW).exists()
    assert SecurityEvent.objects.filter(user=owner, kind="access_declined", made_by=person).exists()


def test_a_number_of_ones_own_contract_stays_and_only_stops_letting_in(me):
    primary, second = Line.objects.get(msisdn=MINE), Line.objects.get(msisdn=MY_SECOND)
    for line in (primary, second):
        with pytest.raises(OwnNumber):
            remove_number(user=me, line=line, now=NOW)
    add(me, MY_SECOND)
    remove_number(user=me, line=second, now=NOW)
    assert second in lines_for(me, NOW)
    assert second not in lines_that_prove(me)
    assert signed_in_by(MY_SECOND) != me


def test_a_number_of_a_stranger_is_neither_removed_nor_named(me):
    _owner, line = make_owner(THEIRS)
    with pytest.raises(NotFound):
        remove_number(user=me, line=line, now=NOW)
    with pytest.raises(NotFound):
        rename_number(user=me, line=line, name="Мой")


def test_each_calls_a_number_by_a_name_of_their_own():
    owner, line = make_owner(MINE)
    person = give_access(line)
    rename_number(user=owner, line=line, name="Мой")
    rename_number(user=person, line=line, name="Бабушка")
    assert [lines_for(who, NOW)[0].name for who in (owner, person)] == ["Мой", "Бабушка"]
