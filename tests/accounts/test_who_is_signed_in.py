"""Whom a code signs in (DESIGN §4.8)."""

from datetime import timedelta

import pytest

from cabinet.accounts.models import Access, CodePurpose, Contract, LineStatus, User
from cabinet.accounts.services.codes import CodeSpent, WrongCode, request_code
from cabinet.accounts.services.sign_in import CannotSignIn, sign_in_by_code
from tests.accounts.test_codes import code_in_sms
from tests.people import NOW, add_line, make_contract, make_owner

PRIMARY, SECOND = "79031234567", "79031234568"

pytestmark = pytest.mark.django_db


def enter(msisdn: str, now=NOW):
    request_code(msisdn=msisdn, purpose=CodePurpose.SIGN_IN, now=now)
    return sign_in_by_code(msisdn=msisdn, typed=code_in_sms(), now=now)


def test_the_primary_line_signs_in_the_owner():
    owner, line = make_owner(PRIMARY, SECOND)
    assert enter(PRIMARY) == (owner, line)


def test_the_first_sign_in_makes_the_owner_and_the_second_finds_them():
    contract = make_contract(PRIMARY)
    first, _line = enter(PRIMARY)
    again, _line = enter(PRIMARY, now=NOW + timedelta(hours=2))
    assert first == again == Contract.objects.get(pk=contract.pk).owner
    assert User.objects.count() == 1


def test_another_line_signs_in_a_person_with_that_line_alone():
    owner, _line = make_owner(PRIMARY, SECOND)
    person, second = enter(SECOND)
    assert person != owner
    assert [access.line for access in Access.objects.filter(user=person)] == [second]
    assert enter(SECOND, now=NOW + timedelta(hours=2))[0] == person


def test_a_number_given_to_someone_else_signs_in_someone_else():
    owner, line = make_owner(PRIMARY)
    line.status, line.closed_at = LineStatus.CLOSED, NOW
    line.save()
    contract = make_contract("79160000001")
    add_line(contract, PRIMARY)
    person, new_line = enter(PRIMARY)
    assert person != owner
    assert new_line != line


def test_a_blocked_line_signs_nobody_in():
    _owner, line = make_owner(PRIMARY)
    request_code(msisdn=PRIMARY, purpose=CodePurpose.SIGN_IN, now=NOW)
    line.status = LineStatus.BLOCKED
    line.save()
    with pytest.raises(CannotSignIn):
        sign_in_by_code(msisdn=PRIMARY, typed=code_in_sms(), now=NOW)


def test_a_person_who_may_not_enter_stays_out():
    owner, _line = make_owner(PRIMARY)
    owner.is_active = False
    owner.save()
    with pytest.raises(CannotSignIn):
        enter(PRIMARY)


def test_staff_do_not_sign_in_by_sms():
    owner, _line = make_owner(PRIMARY)
    owner.is_staff = True
    owner.save()
    with pytest.raises(CannotSignIn):
        enter(PRIMARY)


def test_a_line_closed_after_the_sms_signs_nobody_in():
    _owner, line = make_owner(PRIMARY)
    request_code(msisdn=PRIMARY, purpose=CodePurpose.SIGN_IN, now=NOW)
    code = code_in_sms()
    line.status, line.closed_at = LineStatus.CLOSED, NOW
    line.save()
    with pytest.raises(CodeSpent):
        sign_in_by_code(msisdn=PRIMARY, typed=code, now=NOW)


def test_a_code_of_one_number_is_no_code_of_another():
    make_owner(PRIMARY)
    make_owner("79160000002")
    request_code(msisdn=PRIMARY, purpose=CodePurpose.SIGN_IN, now=NOW)
    code = code_in_sms()
    request_code(msisdn="79160000002", purpose=CodePurpose.SIGN_IN, now=NOW)
    if code != code_in_sms():
        with pytest.raises(WrongCode):
            sign_in_by_code(msisdn="79160000002", typed=code, now=NOW)


def test_coming_in_forgives_the_codes_before():
    make_owner(PRIMARY)
    for _time in range(3):
        enter(PRIMARY)  # each at the same moment: no pause stands after a success
