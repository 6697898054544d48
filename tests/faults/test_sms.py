"""SMS when the broker, the worker or the dispatcher dies: one SMS or none, never two, never late."""

import pytest

from cabinet.embedded.children import wait_until
from tests.subscriber import PATIENCE, Person, card, sms_of

pytestmark = pytest.mark.faults

NUMBER = "79055551102"


def statuses(portal) -> list[str]:
    """What became of the messages to `NUMBER`, oldest first."""
    return portal.manage(
        "shell", "-v", "0", "-c",
        "from cabinet.sms.models import SmsMessage\n"
        f"print(*SmsMessage.objects.filter(msisdn='{NUMBER}').order_by('pk').values_list('status', flat=True))",
    ).split()  # fmt: skip


def promise_notice(portal) -> None:
    portal.manage(
        "shell", "-v", "0", "-c",
        "from datetime import timedelta\n"
        "from django.utils import timezone\n"
        "from cabinet.sms.models import SmsKind\n"
        "from cabinet.sms.services.outbox import enqueue\n"
        "now = timezone.now()\n"
        f"enqueue(msisdn='{NUMBER}', text='Вам ответили', kind=SmsKind.NOTICE, now=now,"
        " not_after=now + timedelta(hours=1))",
    )  # fmt: skip


def ask_for_code(portal) -> None:
    Person(portal).submit("/login/", phone=NUMBER, how="code")


def test_with_valkey_dead_the_dispatcher_sends_the_code_once(new_portal):
    portal = new_portal()
    portal.valkey.kill()
    Person(portal).sign_in(NUMBER)
    portal.valkey.start()
    promise_notice(portal)  # everybody is back: whatever was kept by the broker has been worked off when this arrives
    assert wait_until(lambda: len(sms_of(portal, NUMBER)) >= 2, seconds=PATIENCE)
    assert [message["kind"] for message in sms_of(portal, NUMBER)] == ["notice", "code"]


def test_with_a_silent_valkey_people_sign_in_and_pages_keep_their_speed(new_portal):
    portal = new_portal()
    person = Person(portal)
    person.sign_in(NUMBER)
    usual = person.median_seconds("/")
    portal.valkey.pause()
    try:
        as_ever = any(person.median_seconds("/") < 3 * usual for _attempt in range(3))  # others may be busy meanwhile
        other = Person(portal)
        assert "79160001020"[1:4] in other.sign_in("79160001020").text
        topic = other.http.get("/chat/")
        assert topic.status_code == 200
    finally:
        portal.valkey.resume()
    assert as_ever


@pytest.mark.parametrize("kind", ["code", "notice"])
def test_who_sends_is_killed_in_the_middle(new_portal, kind):
    """The simulator recognises a message by our id, so a notice is sent again; a code is not: its fate is unknown."""
    portal = new_portal(SIMULATOR_DELAY="5", SMS_LEASE="6")
    (ask_for_code if kind == "code" else promise_notice)(portal)
    assert wait_until(lambda: statuses(portal) == ["sending"], seconds=PATIENCE)
    portal.kill("dispatcher")
    portal.kill("worker")
    assert sms_of(portal, NUMBER) == []
    portal.start("dispatcher")
    portal.start("worker")
    expected = {"code": ("unknown", 0), "notice": ("delivered", 1)}[kind]
    assert wait_until(lambda: statuses(portal) == [expected[0]], seconds=2 * PATIENCE)
    assert len(sms_of(portal, NUMBER)) == expected[1]


def test_the_worker_alone_is_enough_and_so_is_the_dispatcher_alone(new_portal):
    portal = new_portal()
    portal.kill("dispatcher")
    Person(portal).sign_in(NUMBER)
    portal.start("dispatcher")
    portal.kill("worker")
    Person(portal).sign_in("79160001020")
    assert len(sms_of(portal, NUMBER)) == len(sms_of(portal, "79160001020")) == 1


def test_readiness_tells_of_the_dead_without_failing(new_portal):
    portal = new_portal(own_postgres=True)
    person = Person(portal)
    portal.valkey.kill()
    report = person.http.get("/readyz")
    assert report.status_code == 200
    assert "broker" in report.json()["degraded"]
    assert portal.postgres is not None
    portal.postgres.kill()
    assert person.http.get("/readyz").status_code == 503
    assert person.http.get("/healthz").status_code == 200
    portal.postgres.start()
    assert wait_until(lambda: person.http.get("/readyz").status_code == 200, seconds=PATIENCE)
    assert card(portal)["staff"]
