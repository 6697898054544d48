"""The way through the sign-in pages: how long it lasts, whom it remembers, whom a code of a shared line means."""

from datetime import timedelta

import pytest
import time_machine

from cabinet.accounts.access import lines_for
from cabinet.accounts.models import Access, CodePurpose, Line, Session
from cabinet.accounts.services.codes import request_code
from cabinet.accounts.services.sign_in import sign_in_by_code
from cabinet.home.demo import current_token
from tests.accounts.test_codes import code_in_sms
from tests.people import NOW, PASSWORD, give_access, make_owner, make_specialist

pytestmark = pytest.mark.django_db

PRIMARY, SECOND = "79031234567", "79031234568"
LASTS = timedelta(minutes=30)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def enter(msisdn: str, now=NOW):
    request_code(msisdn=msisdn, purpose=CodePurpose.SIGN_IN, now=now)
    return sign_in_by_code(msisdn=msisdn, typed=code_in_sms(), now=now)


def test_a_code_of_a_line_does_not_sign_in_somebody_who_was_given_access_to_it():
    owner, primary = make_owner(PRIMARY, SECOND)
    second = Line.objects.get(msisdn=SECOND)
    given = give_access(second)
    Access.objects.create(user=given, line=primary, role="manager")
    person, line = enter(SECOND)
    assert (line, person in (owner, given)) == (second, False)
    assert list(lines_for(person, NOW)) == [second]
    assert enter(SECOND, NOW + timedelta(hours=2))[0] == person
    assert [access.user for access in Access.objects.filter(line=second, by_code=True)] == [person]
    assert [access.user for access in Access.objects.filter(line=second, by_code=False)] == [given]


def test_the_way_of_a_subscriber_lasts_half_an_hour(client, clock):
    make_owner(PRIMARY)
    client.post("/login/", {"phone": PRIMARY, "how": "code"})
    clock.shift(LASTS)
    assert client.get("/login/code/").status_code == 200
    clock.shift(1)
    assert client.get("/login/code/").url == "/login/"
    assert client.get("/login/").context["form"]["phone"].value() == ""


def test_the_right_token_comes_too_late_half_an_hour_after_the_password(client, clock):
    anna = make_specialist("anna")
    client.post("/login/password/", {"phone": "anna", "password": PASSWORD})
    clock.shift(LASTS + timedelta(seconds=1))
    assert client.post("/login/otp/", {"token": current_token(anna)}).url == "/login/password/"
    assert not Session.objects.filter(user=anna).exists()


def test_the_right_token_is_in_time_until_then(client, clock):
    anna = make_specialist("anna")
    client.post("/login/password/", {"phone": "anna", "password": PASSWORD})
    clock.shift(LASTS)
    assert client.post("/login/otp/", {"token": current_token(anna)}).url == "/desk/"
    assert Session.objects.filter(user=anna).count() == 1


def test_staff_are_not_remembered_even_if_they_ask_for_it(client):
    anna = make_specialist("anna")
    client.post("/login/", {"phone": "anna", "how": "password", "remember": "on"})
    client.post("/login/password/", {"phone": "anna", "password": PASSWORD, "remember": "on"})
    answer = client.post("/login/otp/", {"token": current_token(anna)})
    assert answer.url == "/desk/"
    assert answer.cookies["cabinet_session"]["max-age"] == ""  # until the browser closes
    assert client.session.get_expire_at_browser_close()
    assert client.session.get_expiry_age() <= 24 * 60 * 60
