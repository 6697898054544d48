"""A line that was lost (A11): what its telephone can still do, which is nothing."""

import pytest

from cabinet.accounts.access import Right, allowed, lines_that_prove
from cabinet.accounts.assurance import Proof
from cabinet.accounts.models import Access, BlockReason, CodePurpose, LoginCode, Session, User
from cabinet.accounts.services.codes import CodeSpent, check_code, request_code
from cabinet.accounts.services.line_state import reopen, shut, signed_in_by
from cabinet.accounts.services.sign_in import CannotSignIn, sign_in_by_code
from cabinet.sms.models import SmsMessage
from tests.accounts.test_codes import code_in_sms
from tests.people import NOW, give_access, make_owner, signed_in

pytestmark = pytest.mark.django_db

LOST, OTHER = "79031234567", "79031234568"


@pytest.fixture
def line():
    return make_owner(LOST, OTHER)[1]


def lose(line, reason=BlockReason.LOSS, **how):
    shut(line, reason=reason, now=NOW, **how)


def by_code_of(line) -> User:
    """The person whom the code of `line`, which is not a primary one, signs in."""
    user = User.objects.create_user(name="Мама")
    Access.objects.create(user=user, line=line, role="manager", by_code=True)
    return user


def test_a_code_for_a_blocked_line_looks_as_usual_and_is_never_sent(line):
    lose(line)
    sent = request_code(msisdn=LOST, purpose=CodePurpose.SIGN_IN, now=NOW)
    assert sent.next_code_at > NOW
    assert LoginCode.objects.filter(msisdn=LOST, used_at=None).exists()
    assert [(sms.status, bytes(sms.body)) for sms in SmsMessage.objects.all()] == [("failed", b"")]


def test_a_code_that_was_on_its_way_is_taken_back_and_works_no_more(line):
    request_code(msisdn=LOST, purpose=CodePurpose.SIGN_IN, now=NOW)
    code = code_in_sms()
    lose(line)
    assert [(sms.status, bytes(sms.body)) for sms in SmsMessage.objects.all()] == [("expired", b"")]
    with pytest.raises(CodeSpent):
        check_code(msisdn=LOST, purpose=CodePurpose.SIGN_IN, typed=code, now=NOW)


def test_the_codes_of_a_neighbour_are_left_alone(line):
    request_code(msisdn=OTHER, purpose=CodePurpose.SIGN_IN, now=NOW)
    lose(line)
    check_code(msisdn=OTHER, purpose=CodePurpose.SIGN_IN, typed=code_in_sms(), now=NOW)


def test_even_a_code_that_is_alive_signs_nobody_in(line):
    """A line may be blocked by who knows no codes: the admin, a restored row."""
    request_code(msisdn=LOST, purpose=CodePurpose.SIGN_IN, now=NOW)
    code = code_in_sms()
    type(line).objects.filter(pk=line.pk).update(status="blocked")
    with pytest.raises(CannotSignIn):
        sign_in_by_code(msisdn=LOST, typed=code, now=NOW)


def test_a_loss_signs_out_who_came_by_that_line_and_keeps_who_asked(line):
    owner = line.contract.owner
    thief, asking = signed_in(owner, line=line), signed_in(owner, proof=Proof.PASSWORD)
    lose(line, keep_session=asking.session.session_key)
    assert list(Session.objects.filter(user=owner).values_list("session_key", flat=True)) == [
        asking.session.session_key
    ]
    assert thief.get("/settings/").url.startswith("/login/")
    assert asking.get("/settings/").status_code == 200


def test_a_loss_of_another_line_leaves_the_owner_signed_in(line):
    mothers = line.contract.lines.get(msisdn=OTHER)
    mother = by_code_of(mothers)
    owners, hers = signed_in(line.contract.owner, line=line), signed_in(mother, line=mothers)
    assert signed_in_by(mothers) == [mother]
    lose(mothers)
    assert owners.get("/settings/").status_code == 200
    assert hers.get("/settings/").status_code == 302


def test_a_session_that_the_line_opened_for_somebody_whose_it_is_no_more_ends_too(line):
    stranger = signed_in(User.objects.create_user(name="Был"), line=line)
    Session.objects.filter(session_key=stranger.session.session_key).update(line=line)
    lose(line)
    assert not Session.objects.filter(session_key=stranger.session.session_key).exists()


def test_a_voluntary_block_ends_no_session(line):
    owner = line.contract.owner
    browser = signed_in(owner, line=line)
    lose(line, BlockReason.VOLUNTARY)
    assert browser.get("/settings/").status_code == 200


def test_a_session_that_was_being_opened_during_the_block_is_met_at_its_first_page(line):
    lose(line)
    late = signed_in(line.contract.owner, line=line)
    assert late.get("/").url == "/login/"
    assert not Session.objects.filter(user=line.contract.owner).exists()


def test_a_session_that_another_line_proved_stays(line):
    lose(line)
    neighbour = line.contract.lines.get(msisdn=OTHER)
    assert signed_in(line.contract.owner, line=neighbour).get("/").status_code == 200


def test_a_blocked_line_proves_nobody_until_it_works_again(line):
    owner = line.contract.owner
    lose(line)
    assert list(lines_that_prove(owner)) == []
    reopen(line, now=NOW)
    assert list(lines_that_prove(owner)) == [line]


def test_only_the_owner_and_whose_line_it_is_may_restore_it(line):
    mothers = line.contract.lines.get(msisdn=OTHER)
    assert allowed(line.contract.owner, mothers, Right.RESTORE)
    assert allowed(by_code_of(mothers), mothers, Right.RESTORE)
    assert not allowed(give_access(mothers), mothers, Right.RESTORE)
