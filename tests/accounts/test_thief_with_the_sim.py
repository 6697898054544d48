"""A password that a thief set with the SIM in hand does not outlive the block for loss (A11)."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from cabinet.accounts.assurance import LINES_KEY, Proof
from cabinet.accounts.models import BlockReason, Line, User
from cabinet.accounts.services import line_state, lines
from tests.accounts.test_codes import code_in_sms
from tests.people import PASSWORD, make_owner, signed_in

pytestmark = pytest.mark.django_db

NUMBER = "79031234567"
THEIRS, LATER = "ледоход на Оке 1975", "туман над Камой 1991"
PAGE = "/settings/security/password/"


@pytest.fixture
def owner():
    user, _line = make_owner(NUMBER)
    user.set_password(PASSWORD)
    user.save()
    return user


def lose() -> None:
    line_state.shut(Line.objects.get(), reason=BlockReason.LOSS, now=timezone.now())


def recover(password: str = THEIRS) -> Client:
    client = Client()
    client.post("/login/recover/", {"phone": NUMBER})
    client.post("/login/code/", {"code": code_in_sms()})
    assert client.post("/login/new-password/", {"password": password}).url == "/"
    return client


def by_code(user: User) -> Client:
    client = signed_in(user)
    session = client.session
    session[LINES_KEY] = {str(Line.objects.get().public_id): [Proof.CODE.value]}
    session.save()
    return client


def enter(password: str):
    return Client().post("/login/password/", {"phone": NUMBER, "password": password})


def test_recovered_by_the_sim_it_works_until_the_loss_and_never_again(owner):
    recover()
    assert enter(THEIRS).status_code == 302
    lose()
    answer = enter(THEIRS)
    assert answer.status_code == 422
    assert "заблокировали как потерянный" in answer.content.decode()
    line_state.reopen(Line.objects.get(), now=timezone.now())
    assert enter(THEIRS).status_code == 422
    assert not User.objects.get(pk=owner.pk).has_usable_password()


def test_closing_the_lost_number_does_not_bring_it_back_either(owner):
    recover()
    lose()
    lines.close_line(line=Line.objects.get(), now=timezone.now())
    owner.refresh_from_db()
    assert not owner.has_usable_password()  # the owner's login would open it: no line says any more that it was lost


def test_closing_a_lost_number_leaves_a_password_from_long_before(owner):
    lose()
    lines.close_line(line=Line.objects.get(), now=timezone.now())
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)


def test_set_in_the_settings_of_a_session_that_the_sim_opened_it_is_doubted_too(owner):
    assert by_code(owner).post(PAGE, {"password": THEIRS}).status_code == 302
    lose()
    assert enter(THEIRS).status_code == 422


def test_changing_it_once_more_by_itself_washes_nothing(owner):
    recover()
    client = Client()
    client.post("/login/password/", {"phone": NUMBER, "password": THEIRS})
    assert client.post(PAGE, {"old_password": THEIRS, "password": LATER}).status_code == 302
    lose()
    assert enter(LATER).status_code == 422


def test_one_that_the_owner_had_long_before_or_changed_by_the_old_one_works(owner):
    client = signed_in(owner, proof=Proof.PASSWORD)
    assert client.post(PAGE, {"old_password": PASSWORD, "password": LATER}).status_code == 302
    lose()
    assert enter(LATER).status_code == 302


def test_one_that_was_set_by_a_code_days_before_works(owner):
    with time_machine.travel(timezone.now() - timedelta(days=4), tick=False):
        recover()
    lose()
    line_state.reopen(Line.objects.get(), now=timezone.now())
    assert enter(THEIRS).status_code == 302


def test_a_block_that_is_no_loss_doubts_nothing(owner):
    recover()
    other = next(reason for reason in BlockReason if reason is not BlockReason.LOSS)
    line_state.shut(Line.objects.get(), reason=other, now=timezone.now())
    assert enter(THEIRS).status_code == 302


def test_a_wrong_password_hears_nothing_of_doubts(owner):
    recover()
    lose()
    assert "не подошли" in enter("не тот").content.decode()
