"""What a thief with the SIM opens for themselves before the block does not outlive it: numbers, links (A11)."""

from datetime import timedelta

import pytest
from allauth.socialaccount.models import SocialAccount
from django.utils import timezone

from cabinet.accounts.access import Right, allowed, lines_that_prove
from cabinet.accounts.models import BlockReason, CodePurpose, Line, NumberLimit, User
from cabinet.accounts.services import line_state
from cabinet.accounts.services.codes import request_code
from cabinet.accounts.services.numbers import add_number
from cabinet.accounts.services.sign_in import CannotSignIn, sign_in_by_code
from tests.accounts.test_codes import code_in_sms
from tests.people import make_contract, make_owner

pytestmark = pytest.mark.django_db

LOST, THIEFS, OTHER = "79031234567", "79160000009", "79031234568"


def add(user: User, msisdn: str, *, ago: timedelta = timedelta()) -> Line:
    then = timezone.now() - ago
    request_code(msisdn=msisdn, purpose=CodePurpose.ADD_NUMBER, flow="add", now=then)
    return add_number(user=user, msisdn=msisdn, typed=code_in_sms(), flow="add", now=then)


def lose() -> Line:
    line = Line.objects.get(msisdn=LOST)
    line_state.shut(line, reason=BlockReason.LOSS, now=timezone.now())
    return line


def sign_in(msisdn: str) -> User:
    now = timezone.now()
    NumberLimit.objects.all().delete()  # its minute has passed
    request_code(msisdn=msisdn, purpose=CodePurpose.SIGN_IN, flow="in", now=now)
    return sign_in_by_code(msisdn=msisdn, typed=code_in_sms(), flow="in", now=now)[0]


@pytest.mark.parametrize("before", [[], ["79160000001"]], ids=["primary", "another"])
def test_a_number_that_the_thief_added_opens_nothing_after_the_loss(before):
    owner, _line = make_owner(LOST)
    make_contract(*before, THIEFS)
    added = add(owner, THIEFS)
    assert added in lines_that_prove(owner)
    lost = lose()
    assert list(lines_that_prove(owner)) == []
    with pytest.raises(CannotSignIn):
        sign_in(THIEFS)
    line_state.reopen(lost, now=timezone.now())
    assert sign_in(THIEFS) == owner  # they see it among their numbers, and decide


def test_a_number_that_was_added_long_before_still_lets_the_owner_in():
    owner, _line = make_owner(LOST)
    make_contract(OTHER)
    add(owner, OTHER, ago=timedelta(days=4))
    lose()
    assert sign_in(OTHER) == owner


def test_a_block_by_choice_doubts_no_number():
    owner, line = make_owner(LOST)
    make_contract(OTHER)
    add(owner, OTHER)
    line_state.shut(line, reason=BlockReason.VOLUNTARY, now=timezone.now())
    assert sign_in(OTHER) == owner


@pytest.mark.parametrize(("ago", "may"), [(0, False), (4, True)])
def test_who_took_the_found_number_into_a_cabinet_of_their_own_cannot_unblock_it(ago, may):
    make_owner("79031234569", LOST)
    thief, _line = make_owner(THIEFS)
    add(thief, LOST, ago=timedelta(days=ago))
    assert allowed(thief, lose(), Right.RESTORE) is may


@pytest.mark.parametrize(("ago", "stays"), [(0, False), (4, True)])
def test_a_site_that_the_thief_linked_does_not_come_back_with_the_number(ago, stays):
    owner, _line = make_owner(LOST)
    link = SocialAccount.objects.create(user=owner, provider="yandex", uid="1")
    SocialAccount.objects.filter(pk=link.pk).update(date_joined=timezone.now() - timedelta(days=ago))
    line_state.reopen(lose(), now=timezone.now())
    assert SocialAccount.objects.filter(pk=link.pk).exists() is stays
