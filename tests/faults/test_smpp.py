"""SMS through SMPP when the SMSC, the portal's process, PostgreSQL or the broker dies: one PDU for each message and
part, whoever dies when; where nobody can know whether it left, the portal says so and does not send it again.

Neither the dispatcher nor a worker runs here: the gateway's process keeps the promise alone.
"""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from cabinet.embedded.children import wait_until
from cabinet.sms.cipher import seal
from tests.portal import Portal
from tests.smsc import Smsc, Submitted
from tests.subscriber import PATIENCE, Person

pytestmark = pytest.mark.faults

NUMBER = "79055551102"
LEASE = 2.0  # seconds
THROTTLED, BIND_REFUSED = 0x58, 0x0D
ORDINARY = {"hold": False, "bind_status": 0, "statuses": [], "receipts": "none", "receipts_for": "all"}


class Outbox:
    """The portal's own table, and the SMSC's record of what came, for one message at a time."""

    def __init__(self, portal: Portal, smsc: Smsc) -> None:
        self.portal, self.smsc = portal, smsc

    def promise(self, kind: str = "notice", text: str = "Good evening") -> str:
        """A row as `enqueue` writes it; returns the number that nobody else is sent anything to."""
        now, number = datetime.now(UTC), f"7999{uuid.uuid4().int % 10**7:07}"
        row = {
            "public_id": uuid.uuid4(), "msisdn": number, "kind": kind, "status": "queued", "body": seal(text),
            "created_at": now, "not_after": now + timedelta(hours=1), "attempts": 0, "category": "", "gateway": "",
            "error": "",
        }  # fmt: skip
        names = ", ".join(row)
        values = ", ".join(["%s"] * len(row))
        with psycopg.connect(self.portal.database_url, autocommit=True) as connection:
            connection.execute(f"INSERT INTO sms_smsmessage ({names}) VALUES ({values})", list(row.values()))
        return number

    def message(self, number: str) -> dict[str, Any]:
        found = "SELECT status, attempts, body <> '' FROM sms_smsmessage WHERE msisdn = %s"
        with psycopg.connect(self.portal.database_url, autocommit=True) as connection:
            (row,) = connection.execute(found, [number]).fetchall()
        return dict(zip(("status", "attempts", "has_text"), row, strict=True))

    def becomes(self, number: str, status: str) -> bool:
        return wait_until(lambda: self.message(number)["status"] == status, seconds=PATIENCE, pause=0.05)

    def came(self, number: str) -> list[Submitted]:
        """All PDUs to `number`, ever."""
        return [each for each in self.smsc.submitted() if each.msisdn == number]

    def comes(self, number: str) -> bool:
        return wait_until(lambda: bool(self.came(number)), seconds=PATIENCE)

    def save(self) -> None:
        """The tests' PostgreSQL does not wait for its disk: without this a kill would undo what was committed."""
        with psycopg.connect(self.portal.database_url, autocommit=True) as connection:
            connection.execute("CHECKPOINT")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outbox]:
    directory = tmp_path_factory.mktemp("smpp")
    with Smsc(directory) as smsc:
        portal = Portal(
            directory / "portal",
            environment={
                "SMS_GATEWAY": "smpp",
                "SMPP_BINDS": f"smpp://127.0.0.1:{smsc.port}",
                "SMPP_SYSTEM_ID": "portal",
                "SMPP_PASSWORD": "secret",
                "SMPP_SENDER": "0611",
                "SMPP_RECONNECT_AFTER": "0.1",
                "SMPP_RECONNECT_AT_MOST": "0.5",
                "SMS_LEASE": str(LEASE),
            },
        )
        try:
            portal.run("web", "sms_gateway")
            yield Outbox(portal, smsc)
        finally:
            portal.stop()


@pytest.fixture
def outbox(running: Outbox) -> Outbox:
    running.smsc.behave(**ORDINARY)
    running.smsc.bound()
    return running


def test_a_long_message_leaves_once_and_its_report_comes_back(outbox):
    outbox.smsc.behave(receipts="both")
    number = outbox.promise(text="Good evening. " * 20)
    assert outbox.becomes(number, "delivered")
    assert len(outbox.came(number)) == 2
    assert outbox.message(number) == {"status": "delivered", "attempts": 1, "has_text": False}


def test_the_smsc_dies_between_accepting_and_answering(outbox):
    outbox.smsc.behave(die_after=1)
    number = outbox.promise()
    assert outbox.smsc.gone()
    assert outbox.becomes(number, "unknown")
    outbox.smsc.start()
    after = outbox.promise()
    assert outbox.becomes(after, "sent")
    assert outbox.message(number) == {"status": "unknown", "attempts": 1, "has_text": True}  # staff may send it again
    assert (len(outbox.came(number)), len(outbox.came(after))) == (1, 1)


def test_while_the_smsc_refuses_the_bind_codes_wait_and_go_as_soon_as_it_does_not(outbox):
    outbox.smsc.behave(bind_status=BIND_REFUSED)
    refused = len(outbox.smsc.records("bind_transceiver"))
    outbox.smsc.drop()
    assert wait_until(lambda: len(outbox.smsc.records("bind_transceiver")) >= refused + 2, seconds=PATIENCE)
    number = outbox.promise("code")
    assert wait_until(lambda: len(outbox.smsc.records("bind_transceiver")) >= refused + 4, seconds=PATIENCE)
    assert outbox.message(number)["status"] in ("queued", "sending")
    outbox.smsc.behave(bind_status=0)
    assert outbox.becomes(number, "sent")
    assert len(outbox.came(number)) == 1


@pytest.mark.parametrize("kind", ["code", "notice"])
def test_who_sends_is_killed_before_the_smsc_has_taken_it(outbox, kind):
    outbox.smsc.behave(statuses=[THROTTLED] * 1000)  # it waits inside the gateway
    number = outbox.promise(kind)
    assert outbox.comes(number)
    outbox.portal.kill("sms_gateway")
    outbox.smsc.behave(statuses=[])
    outbox.portal.start("sms_gateway")
    assert outbox.becomes(number, "unknown")
    assert [each for each in outbox.came(number) if each.status == 0] == []
    assert outbox.message(number)["has_text"] == (kind == "notice")


@pytest.mark.parametrize("kind", ["code", "notice"])
def test_who_sends_is_killed_before_the_answer(outbox, kind):
    outbox.smsc.behave(hold=True)
    number = outbox.promise(kind)
    assert outbox.comes(number)
    outbox.portal.kill("sms_gateway")
    outbox.smsc.behave(hold=False)
    outbox.portal.start("sms_gateway")
    assert outbox.becomes(number, "unknown")
    after = outbox.promise()
    assert outbox.becomes(after, "sent")
    assert len(outbox.came(number)) == 1


def test_who_sends_is_killed_between_the_answer_and_writing_it_down(outbox):
    outbox.smsc.behave(hold=True)
    number = outbox.promise()
    assert outbox.comes(number)
    assert outbox.portal.postgres is not None
    outbox.portal.postgres.pause()
    try:
        outbox.smsc.release()
        assert wait_until(lambda: outbox.came(number)[0].status == 0, seconds=PATIENCE)
        outbox.portal.kill("sms_gateway")
    finally:
        outbox.portal.postgres.resume()
    outbox.smsc.behave(hold=False)
    outbox.portal.start("sms_gateway")
    # What was on its way to the database when the process died may still be read there: then it is the truth.
    ends = ("unknown", "sent")
    assert wait_until(lambda: outbox.message(number)["status"] in ends, seconds=PATIENCE)
    assert len(outbox.came(number)) == 1


def test_postgresql_restarts_and_the_answer_that_came_meanwhile_is_written(outbox):
    outbox.smsc.behave(hold=True)
    number = outbox.promise()
    assert outbox.comes(number)
    outbox.save()
    assert outbox.portal.postgres is not None
    outbox.portal.postgres.kill()
    outbox.smsc.release()
    outbox.smsc.behave(hold=False)
    outbox.portal.postgres.start()
    assert outbox.becomes(number, "sent")
    after = outbox.promise("code")
    assert outbox.becomes(after, "sent")
    assert (len(outbox.came(number)), len(outbox.came(after))) == (1, 1)


def test_asked_to_end_it_parts_in_order_and_nothing_is_left_in_doubt(outbox):
    number = outbox.promise()
    assert outbox.comes(number)
    outbox.portal.parts["sms_gateway"].stop()
    assert outbox.message(number)["status"] == "sent"
    waits = outbox.promise()
    outbox.portal.start("sms_gateway")
    assert outbox.becomes(waits, "sent")
    assert (len(outbox.came(number)), len(outbox.came(waits))) == (1, 1)


def test_with_the_broker_away_a_login_code_goes_out(outbox):
    outbox.portal.valkey.kill()
    try:
        Person(outbox.portal).submit("/login/", phone=NUMBER, how="code")
        assert outbox.comes(NUMBER)
    finally:
        outbox.portal.valkey.start()
    assert outbox.becomes(NUMBER, "sent")
    parts = [each.udh for each in outbox.came(NUMBER)]  # the host of a test is long, so that the code takes two
    assert len(set(parts)) == len(parts)
