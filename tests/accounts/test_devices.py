"""Devices: the list, ending, the SMS of a new one and its link (A4)."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import unquote
from uuid import uuid4

import pytest
import time_machine
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cabinet.accounts.assurance import Proof
from cabinet.accounts.device_cookie import COOKIE
from cabinet.accounts.models import (
    KnownDevice,
    LineStatus,
    SecurityEvent,
    SecurityEventKind,
    Session,
    SignInAlert,
)
from cabinet.accounts.services import devices
from cabinet.accounts.services.tidy import forget_expired
from cabinet.core.channels import Channel
from cabinet.core.net import Origin
from cabinet.sms.cipher import unseal
from cabinet.sms.models import SmsKind, SmsMessage
from tests.accounts.test_codes import code_in_sms
from tests.accounts.test_sign_in_pages import ask, enter
from tests.core.test_browsers_and_places import FIREFOX, HOSTILE, ON_ANDROID
from tests.people import PASSWORD, make_owner, make_specialist, signed_in

pytestmark = pytest.mark.django_db

NUMBER = "79031234567"
MOSCOW, HELSINKI = "77.88.55.60", "91.152.1.1"
PAGE = "/settings/security/"
OTHERS = "/settings/security/devices/others/end/"


@pytest.fixture
def owner():
    return make_owner(NUMBER)[0]


def browser(user_agent: str = FIREFOX, ip: str = MOSCOW) -> Client:
    return Client(HTTP_USER_AGENT=user_agent, REMOTE_ADDR=ip)


def sign_in(client: Client, phone: str = NUMBER) -> Client:
    ask(client, phone)
    assert enter(client, code_in_sms()).status_code == 302
    return client


def notices() -> list[str]:
    return [unseal(sms.body) for sms in SmsMessage.objects.filter(kind=SmsKind.NOTICE).order_by("pk")]


def link_in(text: str) -> str:
    found = re.search(r"https?://[^/]+(/not-me/\S+)", text)
    assert found, text
    return found[1]


def is_in(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


def events(kind: SecurityEventKind) -> list[SecurityEvent]:
    return list(SecurityEvent.objects.filter(kind=kind).order_by("id"))


class TestTheList:
    def test_each_device_says_what_it_is_where_and_when(self, owner):
        sign_in(browser(ON_ANDROID, HELSINKI))
        text = sign_in(browser()).get(PAGE).content.decode()
        for words in ("Firefox, Linux", "Россия", "Chrome, Android", "Финляндия", "сегодня", "по коду из SMS"):
            assert words in text
        assert text.index("это устройство") < text.index("Chrome, Android")

    def test_it_shows_nobody_elses_and_nothing_that_expired(self, owner):
        make_owner("79160000001")
        sign_in(browser(ON_ANDROID), "79160000001")
        old = sign_in(browser(ON_ANDROID))
        Session.objects.filter(session_key=old.session.session_key).update(expire_date=timezone.now())
        answer = sign_in(browser()).get(PAGE)
        assert len(answer.context["devices"]) == 1
        assert "На других устройствах вы не вошли" in answer.content.decode()

    def test_thirty_devices_cost_as_many_queries_as_one(self, owner, django_assert_num_queries):
        client = sign_in(browser())
        with django_assert_num_queries(5):  # session, user, lines, balance of the header, devices
            client.get(PAGE)
        for index in range(30):
            Session.objects.create(
                session_key=f"{index}", session_data="", user=owner, expire_date=timezone.now() + timedelta(days=1)
            )
        with django_assert_num_queries(5):
            assert len(client.get(PAGE).context["devices"]) == 31

    def test_a_hundred_devices_are_not_all_shown_and_all_ended(self, owner):
        client = sign_in(browser())
        later = timezone.now() + timedelta(days=1)
        for index in range(99):
            Session.objects.create(session_key=f"{index}", session_data="", user=owner, expire_date=later)
        answer = client.get(PAGE)
        assert len(answer.context["devices"]) == 50
        assert "Показаны не все" in answer.content.decode()
        client.post(OTHERS)
        assert Session.objects.filter(user=owner).count() == 1

    @pytest.mark.parametrize("user_agent", HOSTILE)
    def test_what_a_browser_calls_itself_is_never_shown(self, owner, user_agent):
        sign_in(browser(user_agent))
        text = sign_in(browser()).get(PAGE).content.decode()
        assert "evil.example" not in text
        assert "alert(1)" not in text
        assert all("evil" not in told and "<" not in told for told in notices())

    def test_staff_see_their_own_devices(self):
        anna = make_specialist()
        signed_in(anna)
        answer = signed_in(anna).get(PAGE)
        assert len(answer.context["devices"]) == 2

    @pytest.mark.parametrize("ip", ["2a02:6b8::1", "::ffff:77.88.55.60", "10.0.0.1", "fe80::1%eth0", "unix:"])
    def test_any_address_signs_in(self, owner, ip):
        assert is_in(sign_in(browser(ip=ip)))


class TestSeen:
    def test_use_is_written_down_once_in_some_minutes(self, owner):
        def writes(**request: object) -> list[str]:
            with CaptureQueriesContext(connection) as captured:
                client.get("/", **request)
            return [query["sql"] for query in captured if not query["sql"].strip().startswith("SELECT")]

        with time_machine.travel("2026-11-24 09:00:00+00:00", tick=False) as clock:
            client = sign_in(browser())
            clock.shift(devices.SEEN_EVERY - timedelta(seconds=1))
            assert writes() == []
            clock.shift(timedelta(seconds=1))
            assert len(writes(REMOTE_ADDR=HELSINKI, headers={"user-agent": ON_ANDROID})) == 1
            assert writes() == []
            session = Session.objects.get(user=owner)
            assert (session.last_seen_at, session.ip, session.user_agent) == (timezone.now(), HELSINKI, ON_ANDROID)
            assert session.signed_in_at == timezone.now() - devices.SEEN_EVERY

    def test_saving_the_data_keeps_what_stands_beside_them(self, owner):
        client = sign_in(browser())
        before = Session.objects.get(user=owner)
        session = client.session
        session["something"] = "else"
        session.save()
        after = Session.objects.get(user=owner)
        assert after.session_data != before.session_data
        for name in ("public_id", "device_id", "proof", "signed_in_at", "ip", "user_agent"):
            assert getattr(after, name) == getattr(before, name)


class TestEnding:
    def address(self, client: Client) -> str:
        return (
            f"/settings/security/devices/{Session.objects.get(session_key=client.session.session_key).public_id}/end/"
        )

    def test_one_session_ends_and_the_others_stay(self, owner):
        here, there, third = sign_in(browser()), sign_in(browser(ON_ANDROID)), sign_in(browser())
        assert here.post(self.address(there)).url == PAGE
        assert (is_in(here), is_in(there), is_in(third)) == (True, False, True)
        assert there.get(PAGE).url == f"/login/?next={PAGE}"
        event = events(SecurityEventKind.SESSION_ENDED)[0]
        assert (event.user, event.made_by, event.details.facts) == (owner, owner, {"device": ON_ANDROID})

    def test_all_others_end_at_once(self, owner):
        here, there, third = sign_in(browser()), sign_in(browser()), sign_in(browser())
        assert here.post(OTHERS).url == PAGE
        assert (is_in(here), is_in(there), is_in(third)) == (True, False, False)
        assert events(SecurityEventKind.SESSIONS_ENDED)[0].details.facts == {"count": "2"}
        here.post(OTHERS)
        assert len(events(SecurityEventKind.SESSIONS_ENDED)) == 1

    def test_nobody_ends_what_is_not_theirs(self, owner):
        stranger_owner, _line = make_owner("79160000001")
        here, stranger = sign_in(browser()), signed_in(stranger_owner)
        assert stranger.post(self.address(here)).status_code == 404
        assert stranger.post(f"/settings/security/devices/{uuid4()}/end/").status_code == 404
        assert here.post(self.address(here)).status_code == 404
        assert is_in(here)

    def test_a_link_ends_nothing(self, owner):
        here, there = sign_in(browser()), sign_in(browser())
        assert "<form" in here.get(self.address(there)).content.decode()
        assert "<form" in here.get(OTHERS).content.decode()
        assert is_in(there)

    def test_who_only_holds_the_telephone_ends_nothing(self, owner):
        there, thief = sign_in(browser()), signed_in(owner, proof=Proof.NETWORK)
        for address in (self.address(there), OTHERS):
            assert unquote(thief.post(address).url) == f"/confirm/?next={address}"
        assert is_in(there)

    def test_the_api_dies_with_the_session(self, owner):
        here, there = sign_in(browser()), sign_in(browser())
        here.post(OTHERS)
        assert there.get(f"/api/v1/chat/conversations/{uuid4()}/events/").status_code in (403, 404)
        assert not Session.objects.filter(session_key=there.session.session_key, user=owner).exists()


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


def test_signing_out_is_in_the_journal(owner):
    client = sign_in(browser())
    client.post("/logout/")
    Client().post("/logout/")
    (event,) = events(SecurityEventKind.SIGNED_OUT)
    assert (event.user, event.made_by, event.details.ip) == (owner, owner, MOSCOW)
