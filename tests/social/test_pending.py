"""An account that waits to be linked: for how long, in which session, to whom it is offered (A7)."""

from datetime import timedelta

import pytest
import time_machine
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from cabinet.accounts.social import pending
from tests.accounts.test_codes import code_in_sms
from tests.people import NOW, PASSWORD, make_owner, make_specialist
from tests.social.conftest import SITE, configure

pytestmark = pytest.mark.django_db

NUMBER = "79031234567"
OFFER = "/login/social/offer/"


@pytest.fixture(autouse=True)
def clock(settings):
    configure(settings, "https://id.example")
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def owner():
    return make_owner(NUMBER)[0]


@pytest.fixture
def came(client):
    """A browser that has come back from the site with an account that nobody has linked."""
    client.get("/login/")
    session = client.session
    session[pending.KEY] = {"site": SITE, "uid": "42", "name": "Мария К.", "at": NOW.timestamp()}
    session.save()
    return client


def sign_in_by_code(browser: Client):
    browser.post("/login/", {"phone": NUMBER, "how": "code"})
    return browser.post("/login/code/", {"code": code_in_sms()})


def test_it_waits_half_an_hour(came, owner, clock):
    clock.shift(timedelta(minutes=30))
    assert "пока не привязан" in came.get("/login/").content.decode()
    assert sign_in_by_code(came).url == OFFER


def test_after_that_nothing_is_offered_or_kept(came, owner, clock):
    clock.shift(timedelta(minutes=30, seconds=1))
    assert "пока не привязан" not in came.get("/login/").content.decode()
    assert sign_in_by_code(came).url == "/"
    assert pending.KEY not in came.session
    assert came.post(OFFER, {"answer": "link"}).url == "/"
    assert not SocialAccount.objects.exists()


def test_an_offer_that_was_left_open_grows_old_too(came, owner, clock):
    sign_in_by_code(came)
    clock.shift(timedelta(minutes=14, seconds=59))
    assert came.get(OFFER).status_code == 200
    clock.shift(timedelta(seconds=1))
    assert came.post(OFFER, {"answer": "link"}).url.startswith("/confirm/?next=%2Flogin%2Fsocial%2Foffer%2F")
    assert not SocialAccount.objects.exists()


def test_nothing_is_offered_in_another_browser(came, owner):
    other = Client()
    assert sign_in_by_code(other).url == "/"
    assert other.post(OFFER, {"answer": "link"}).url == "/"
    assert not SocialAccount.objects.exists()


def test_nothing_is_offered_to_who_signs_in_with_a_password(came, owner):
    owner.set_password(PASSWORD)
    owner.save()
    assert came.post("/login/password/", {"phone": NUMBER, "password": PASSWORD}).url == "/"
    assert pending.KEY not in came.session


def test_nothing_is_offered_to_staff(came):
    make_specialist("anna")
    came.post("/login/password/", {"phone": "anna", "password": PASSWORD})
    came.get("/login/")
    assert came.get(OFFER).url.startswith("/login/")
    assert not SocialAccount.objects.exists()


def test_nothing_is_offered_to_the_next_person_in_the_same_session(came, owner):
    sign_in_by_code(came)
    stranger, _line = make_owner("79160000001")
    session = came.session
    session["_auth_user_id"], session["_auth_user_hash"] = str(stranger.pk), stranger.get_session_auth_hash()
    session.save()
    assert came.post(OFFER, {"answer": "link"}).url == "/"
    assert not SocialAccount.objects.exists()


def test_signing_out_forgets_it(came, owner):
    sign_in_by_code(came)
    came.post("/logout/")
    assert pending.KEY not in came.session
    assert sign_in_by_code_again(came).url == "/"


def sign_in_by_code_again(browser: Client):
    with time_machine.travel(NOW + timedelta(minutes=2), tick=False):
        return sign_in_by_code(browser)


def test_a_site_that_lost_its_keys_is_not_offered(came, owner, settings):
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert sign_in_by_code(came).url == "/"


def test_an_account_that_somebody_linked_meanwhile_is_told_of(came, owner):
    sign_in_by_code(came)
    other, _line = make_owner("79160000001")
    SocialAccount.objects.create(user=other, provider=SITE, uid="42")
    answer = came.post(OFFER, {"answer": "link"})
    assert answer.url == f"/login/social/{SITE}/trouble/linked_to_another/"
    assert SocialAccount.objects.get().user == other
