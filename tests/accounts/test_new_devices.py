"""A sign-in on a new device: its SMS, the link of that, and how long both are remembered (A4)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.utils import timezone

from cabinet.accounts.assurance import Proof
from cabinet.accounts.device_cookie import COOKIE
from cabinet.accounts.models import (
    KnownDevice,
    LineStatus,
    SecurityEventKind,
    Session,
    SignInAlert,
)
from cabinet.accounts.services import devices
from cabinet.accounts.services.tidy import forget_expired
from cabinet.core.channels import Channel
from cabinet.core.net import Origin
from tests.accounts.devices import HELSINKI, MOSCOW, NUMBER, browser, events, is_in, link_in, notices, sign_in
from tests.core.test_browsers_and_places import FIREFOX, ON_ANDROID
from tests.people import PASSWORD, make_owner, make_specialist

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make_owner(NUMBER)[0]


def remember(user, key: str, session_key: str = "none", **facts: bool) -> None:
    devices.remember_sign_in(
        user=user,
        line=None,
        session_key=session_key,
        device_key=key,
        proof=Proof.PASSWORD,
        origin=Origin(MOSCOW, FIREFOX),
        now=timezone.now(),
        **facts,
    )


class TestANewDevice:
    def test_the_first_sign_in_by_a_code_is_silent_and_the_next_device_is_told_of(self, owner):
        sign_in(browser())
        assert notices() == []
        sign_in(browser(ON_ANDROID, HELSINKI))
        (told,) = notices()
        assert told.startswith("Вход в кабинет: Chrome, Android, Финляндия. Не вы? http")

    def test_a_known_device_is_not_told_of(self, owner):
        client = sign_in(browser())
        for _time in range(3):
            client.post("/logout/")
            sign_in(client)
        assert notices() == []
        assert KnownDevice.objects.count() == 1

    def test_without_its_cookies_a_device_is_new_again(self, owner):
        client = sign_in(browser())
        client.cookies.clear()
        sign_in(client)
        assert len(notices()) == 1

    def test_a_forged_cookie_is_not_believed_and_replaced(self, owner):
        client = sign_in(browser())
        thief = browser()
        thief.cookies[COOKIE] = client.cookies[COOKIE].value[:-1] + "x"
        sign_in(thief)
        assert len(notices()) == 1
        assert thief.cookies[COOKIE].value != client.cookies[COOKIE].value

    def test_the_cookie_is_kept_from_scripts_for_long(self, owner):
        client = browser()
        client.get("/login/")
        cookie = client.cookies[COOKIE]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert cookie["max-age"] == 400 * 24 * 60 * 60

    def test_guests_who_do_not_sign_in_are_not_marked(self, client):
        client.get("/")
        client.get("/help/")
        assert COOKIE not in client.cookies

    def test_one_device_of_two_people_is_known_to_each(self, owner):
        make_owner("79160000001")
        client = sign_in(browser())
        client.post("/logout/")
        sign_in(client, "79160000001")
        client.post("/logout/")
        sign_in(client)
        assert notices() == []
        assert KnownDevice.objects.values("key_hash").distinct().count() == 1

    def test_a_first_sign_in_without_any_sms_is_told_of(self, owner):
        owner.login = "maria"
        owner.set_password(PASSWORD)
        owner.save()
        browser().post("/login/password/", {"phone": "maria", "password": PASSWORD})
        assert len(notices()) == 1

    def test_a_blocked_line_gets_nothing(self, owner):
        sign_in(browser())
        owner.set_password(PASSWORD)
        owner.save()
        line = owner.contracts.get().primary_line
        line.status = LineStatus.BLOCKED
        line.save()
        assert browser().post("/login/password/", {"phone": NUMBER, "password": PASSWORD}).status_code == 302
        assert notices() == []
        assert not SignInAlert.objects.exists()

    def test_the_sms_speaks_the_language_of_the_line(self, owner):
        sign_in(browser())
        line = owner.contracts.get().primary_line
        line.sms_language = "en"
        line.save()
        sign_in(browser(ON_ANDROID))
        assert notices()[0].startswith("New sign-in: Chrome, Android, Russia. Not you?")

    def test_nobody_floods_a_person_with_alarms(self, owner):
        sign_in(browser())
        for _time in range(devices.ALERTS_A_DAY + 2):
            sign_in(browser())
        assert len(notices()) == devices.ALERTS_A_DAY

    def test_staff_get_no_sms(self):
        anna = make_specialist()
        remember(anna, "key", is_first=False)
        assert notices() == []

    @pytest.mark.django_db(transaction=True)
    def test_two_sign_ins_at_once_on_a_new_device_are_one_sms(self, owner):
        for index in range(2):
            Session.objects.create(session_key=f"s{index}", session_data="", expire_date=timezone.now())

        def one(index: int) -> None:
            remember(owner, "the same key", session_key=f"s{index}", is_first=False)
            connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(one, range(2)))
        assert len(notices()) == 1
        assert Session.objects.exclude(device=None).count() == 2


class TestTheLink:
    @pytest.fixture
    def thief(self, owner):
        self.mine = sign_in(browser())
        return sign_in(browser(ON_ANDROID, HELSINKI))

    @pytest.fixture
    def link(self, thief):
        return link_in(notices()[0])

    def test_opening_it_shows_what_it_is_about_and_ends_nothing(self, thief, link):
        for _prefetch in range(2):
            text = Client().get(link).content.decode()
        assert "Chrome, Android" in text
        assert "Финляндия" in text
        assert NUMBER not in text
        assert is_in(thief)

    def test_its_button_ends_that_device_without_signing_in(self, owner, thief, link):
        answer = Client().post(link)
        assert "Вход завершён" in answer.content.decode()
        assert not is_in(thief)
        assert is_in(self.mine)
        event = events(SecurityEventKind.SESSION_ENDED)[0]
        assert (event.user, event.made_by, event.channel) == (owner, owner, Channel.SMS)

    def test_every_session_of_that_device_ends(self, thief, link):
        second = browser(ON_ANDROID, HELSINKI)
        second.cookies[COOKIE] = thief.cookies[COOKIE].value
        sign_in(second)
        Client().post(link)
        assert not is_in(second)

    def test_it_works_once_and_then_says_so(self, thief, link):
        Client().post(link)
        for answer in (Client().post(link), Client().get(link)):
            assert answer.status_code == 200
            assert "Этот вход уже завершён" in answer.content.decode()
        assert len(events(SecurityEventKind.SESSION_ENDED)) == 1

    def test_the_device_is_forgotten_and_told_of_again(self, thief, link):
        Client().post(link)
        sign_in(thief)
        assert len(notices()) == 2

    def test_it_lives_for_a_week(self, thief, link):
        with time_machine.travel(timezone.now() + timedelta(days=7, seconds=1)):
            assert "больше не действует" in Client().post(link).content.decode()
            assert "больше не действует" in Client().get(link).content.decode()
        assert SignInAlert.objects.get().used_at is None
        assert not events(SecurityEventKind.SESSION_ENDED)

    def test_a_made_up_link_is_not_found(self, thief, link):
        for made_up in (f"{link[:-2]}x/", "/not-me/" + "Ж" * 20 + "/", "/not-me/" + "a" * 2000 + "/"):
            assert Client().get(made_up).status_code == 404
            assert Client().post(made_up).status_code == 404

    def test_the_database_does_not_hold_the_token(self, thief, link):
        token = link.split("/")[2]
        assert token not in str(SignInAlert.objects.values().get())

    def test_a_forged_form_ends_nothing(self, thief, link):
        assert Client(enforce_csrf_checks=True).post(link).status_code == 403
        assert is_in(thief)

    def test_no_cache_keeps_the_page(self, link):
        assert "no-store" in Client().get(link).headers["Cache-Control"]


def test_devices_and_links_nobody_uses_are_forgotten(owner):
    sign_in(browser())
    sign_in(browser())
    now = timezone.now()
    forget_expired(now=now + timedelta(days=37, seconds=-60))
    assert SignInAlert.objects.exists()
    forget_expired(now=now + timedelta(days=37, seconds=60))
    assert not SignInAlert.objects.exists()
    forget_expired(now=now + timedelta(days=400, seconds=-60))
    assert KnownDevice.objects.count() == 2
    forget_expired(now=now + timedelta(days=400, seconds=60))
    assert not KnownDevice.objects.exists()
