"""The process that holds a gateway: each message once, codes first, and what became of it is written down."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from cabinet.core.models import Heartbeat
from cabinet.sms import consent
from cabinet.sms.gateways.base import Accepted, Refused, Unknown
from cabinet.sms.models import PartStatus, SmsKind, SmsMessage, SmsPart, SmsStatus
from cabinet.sms.services import pump as pump_module
from cabinet.sms.services import receipts
from cabinet.sms.services.pump import Pump
from cabinet.sms.services.record import Report
from tests.sms.resident import Resident, becomes, promise, pumping, statuses

pytestmark = pytest.mark.django_db(transaction=True)

CODE, NOTICE, BULK = SmsKind.CODE, SmsKind.NOTICE, SmsKind.BULK


@pytest.fixture(autouse=True)
def quick(settings, monkeypatch):
    settings.SMS_POLL = 0.02
    monkeypatch.setattr(pump_module, "SETTLE_EVERY", 0.05)


def test_what_is_promised_leaves_and_is_written_down_with_its_parts():
    gateway = Resident(Accepted(("a", "b")))
    (message,) = promise()
    with pumping(gateway):
        assert becomes(lambda: statuses() == {SmsStatus.SENT: 1})
    sent = SmsMessage.objects.get()
    assert (sent.gateway, sent.claim, bytes(sent.body)) == ("resident", None, b"")
    assert list(SmsPart.objects.order_by("seq").values_list("seq", "gateway_id")) == [(1, "a"), (2, "b")]
    assert gateway.given[0].public_id == message.public_id
    assert (gateway.opened, gateway.closed) == (1, 1)
    assert Heartbeat.objects.filter(name="sms_gateway").exists()


def test_three_pumps_side_by_side_send_each_message_once():
    gateways = [Resident(at_once=4) for _pump in range(3)]
    promise(CODE, 20)
    promise(NOTICE, 100)
    promise(BULK, 100)
    with pumping(*gateways):
        assert becomes(lambda: statuses() == {SmsStatus.SENT: 220})
    given = Counter(message.public_id for gateway in gateways for message in gateway.given)
    assert len(given) == 220
    assert set(given.values()) == {1}
    assert SmsPart.objects.count() == 220


def test_codes_find_a_place_while_the_gateway_is_full_of_bulk_and_notices():
    gateway = Resident(at_once=8)
    gateway.hold()
    promise(BULK, 50)
    with pumping(gateway):
        assert becomes(lambda: len(gateway.given) == 6)
        promise(NOTICE, 50)
        assert becomes(lambda: len(gateway.of(NOTICE)) == 1)
        promise(CODE, 1)
        assert becomes(lambda: len(gateway.of(CODE)) == 1)
        # No more is claimed than it can be given: the rest stays with those who might send it sooner.
        assert statuses() == {SmsStatus.SENDING: 8, SmsStatus.QUEUED: 93}


def test_a_gateway_with_one_place_is_given_codes_first_of_all():
    gateway = Resident(at_once=1)
    promise(BULK, 3)
    promise(NOTICE, 3)
    promise(CODE, 3)
    with pumping(gateway):
        assert becomes(lambda: len(gateway.given) == 9)
    assert [message.kind for message in gateway.given] == [CODE] * 3 + [NOTICE] * 3 + [BULK] * 3


def test_nothing_is_claimed_for_a_gateway_that_is_not_connected():
    gateway = Resident()
    gateway.is_ready = False
    promise(CODE)
    with pumping(gateway):
        assert becomes(lambda: Heartbeat.objects.exists())
        assert statuses() == {SmsStatus.QUEUED: 1}
        gateway.is_ready = True
        assert becomes(lambda: statuses() == {SmsStatus.SENT: 1})
    assert SmsMessage.objects.get().attempts == 1


def test_what_takes_long_is_kept_from_being_presumed_lost(settings):
    settings.SMS_LEASE = 0.3
    gateway = Resident()
    gateway.hold()
    promise()
    with pumping(gateway):
        assert becomes(lambda: len(gateway.given) == 1)
        first = SmsMessage.objects.get().lease_until
        assert becomes(lambda: SmsMessage.objects.get().lease_until > first + timedelta(seconds=0.6))
        gateway.free.set()
        assert becomes(lambda: statuses() == {SmsStatus.SENT: 1})


def test_asked_to_end_it_lets_what_is_under_way_end_and_claims_nothing_more():
    gateway = Resident(at_once=2)
    gateway.hold()
    promise(NOTICE, 5)
    with pumping(gateway):
        assert becomes(lambda: len(gateway.given) >= 1)
    assert gateway.closed == 1
    assert statuses()[SmsStatus.SENDING] == 0
    assert statuses()[SmsStatus.SENT] == len(gateway.given) < 5


def test_bulk_is_asked_about_when_it_leaves_many_in_one_go():
    asked = []

    def check(rows):
        asked.append(len(rows))
        return {row.pk for row in rows if row.pk % 2}

    gateway = Resident(at_once=20)
    promise(BULK, 10)
    consent.register(check)
    try:
        with pumping(gateway):
            assert becomes(lambda: statuses() == {SmsStatus.SENT: 5, SmsStatus.EXPIRED: 5})
    finally:
        consent._checks.remove(check)
    assert asked == [10]
    assert set(SmsMessage.objects.filter(status="expired").values_list("error", flat=True)) == {consent.REFUSED}
    assert all(sms.pk % 2 == 0 for sms in SmsMessage.objects.filter(status="sent"))


def test_bulk_stays_while_nobody_can_say_whether_it_is_wanted():
    def check(rows):
        raise LookupError

    gateway = Resident()
    promise(BULK, 2)
    promise(NOTICE, 1)
    consent.register(check)
    try:
        with pumping(gateway):
            assert becomes(lambda: statuses() == {SmsStatus.SENT: 1, SmsStatus.QUEUED: 2})
            assert becomes(lambda: SmsMessage.objects.filter(kind=BULK, error__startswith="nobody").count() == 2)
    finally:
        consent._checks.remove(check)
    assert gateway.of(BULK) == []


def test_what_breaks_before_the_gateway_is_tried_again_and_takes_nobodys_place(monkeypatch):
    from cabinet.sms.services import hand_over as module

    current, breaks = module.brand.current, [LookupError(), LookupError()]
    monkeypatch.setattr(module.brand, "current", lambda: current() if not breaks else _raise(breaks.pop()))
    gateway = Resident(at_once=2)
    promise(CODE, 2)
    with pumping(gateway):
        assert becomes(lambda: statuses() == {SmsStatus.SENT: 2})
    assert len(gateway.given) == 2


def _raise(error):
    raise error


def test_places_at_the_gateway_keep_no_connections_to_the_database():
    class Curious(Resident):
        def send(self, message):
            assert SmsMessage.objects.exists()
            return super().send(message)

    def connected() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
            return cursor.fetchone()[0]

    gateway, before = Curious(at_once=8), connected()
    promise(NOTICE, 14)
    with pumping(gateway):
        assert becomes(lambda: statuses() == {SmsStatus.SENT: 14})
        assert becomes(lambda: connected() <= before + 1)  # the pump's own


def test_refusals_and_unknown_fates_are_written_as_they_are(settings):
    gateway = Resident(Unknown("cut"), Refused("no such number", permanent=True), at_once=1)
    code, notice, notice_too = promise(CODE) + promise(NOTICE, 2)
    gateway.outcomes.insert(2, Unknown("cut"))
    with pumping(gateway):
        assert becomes(lambda: statuses() == {SmsStatus.UNKNOWN: 2, SmsStatus.FAILED: 1})
    texts = {pk: bool(bytes(body)) for pk, body in SmsMessage.objects.values_list("pk", "body")}
    assert texts == {code.pk: False, notice.pk: False, notice_too.pk: True}  # a notice may be sent again by staff


def test_a_report_that_overtook_the_answer_is_believed():
    gateway = Resident(Accepted(("quick",)))
    gateway.hold()
    promise()
    with pumping(gateway):
        assert becomes(lambda: len(gateway.given) == 1)
        receipts.take(gateway="resident", gateway_id="quick", status=PartStatus.DELIVERED, now=timezone.now())
        gateway.free.set()
        assert becomes(lambda: statuses() == {SmsStatus.DELIVERED: 1})


@pytest.mark.parametrize(("at_once", "rooms"), [(1, [1, 1, 1]), (2, [2, 2, 1]), (8, [8, 7, 6]), (80, [80, 70, 60])])
def test_places_are_kept_for_what_is_more_urgent(at_once, rooms):
    pump = Pump(Resident(at_once=at_once))
    room = pump._room()
    assert [room[kind] for kind in (CODE, NOTICE, BULK)] == rooms


def test_a_place_is_free_for_the_claim_that_writes_down_its_message():
    pump = Pump(Resident(at_once=2))
    bulk, notice = promise(BULK)[0], promise(NOTICE)[0]
    pump._held = {bulk.pk: bulk, notice.pk: notice}
    assert max(pump._room().values()) == 0
    pump._unwritten = [Report(notice, Accepted(), timezone.now(), False)]
    assert pump._room() == {CODE: 1, NOTICE: 1, BULK: 0}
