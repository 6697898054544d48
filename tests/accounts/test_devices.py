"""Devices: the list, how fresh it is, and ending what it shows (A4)."""

from datetime import timedelta
from urllib.parse import unquote
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cabinet.accounts.assurance import Proof
from cabinet.accounts.models import (
    SecurityEventKind,
    Session,
)
from cabinet.accounts.services import devices
from tests.accounts.devices import HELSINKI, MOSCOW, NUMBER, PAGE, browser, events, is_in, notices, sign_in
from tests.core.test_browsers_and_places import HOSTILE, ON_ANDROID
from tests.people import make_owner, make_specialist, signed_in

pytestmark = pytest.mark.django_db

OTHERS = "/settings/security/devices/others/end/"


@pytest.fixture
def owner():
    return make_owner(NUMBER)[0]


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


def test_signing_out_is_in_the_journal(owner):
    client = sign_in(browser())
    client.post("/logout/")
    Client().post("/logout/")
    (event,) = events(SecurityEventKind.SIGNED_OUT)
    assert (event.user, event.made_by, event.details.ip) == (owner, owner, MOSCOW)
