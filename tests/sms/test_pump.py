"""The process that holds a gateway: each message once, codes first, and what became of it is written down."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from cabinet.core.models import Heartbeat
from cabinet.sms import consent
from cabinet.sms.gateways.base import Accepted, Refused, Unknown
from cabinet.sms.models import BulkCategory, PartStatus, SmsKind, SmsMessage, SmsPart, SmsStatus
from cabinet.sms.services import pump as pump_module
from cabinet.sms.services import receipts
from cabinet.sms.services.outbox import enqueue
from cabinet.sms.services.pump import Pump
from cabinet.sms.services.record import Report
from tests.sms.resident import Resident, becomes, pumping

pytestmark = pytest.mark.django_db(transaction=True)

NUMBER = "79031234567"
CODE, NOTICE, BULK = SmsKind.CODE, SmsKind.NOTICE, SmsKind.BULK


@pytest.fixture(autouse=True)
def quick(settings, monkeypatch):
    settings.SMS_POLL = 0.02
    monkeypatch.setattr(pump_module, "SETTLE_EVERY", 0.05)


def promise(kind=NOTICE, times=1, *, ttl=timedelta(minutes=10)):
    now = timezone.now()
    category = BulkCategory.ADVERTISING if kind == BULK else None
    return [
        enqueue(msisdn=NUMBER, text=f"Привет {number}", kind=kind, now=now, not_after=now + ttl, category=category)
        for number in range(times)
    ]


def statuses() -> Counter:
    return Counter(SmsMessage.objects.values_list("status", flat=True))


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


def test_an_outcome_outlives_the_database_and_corrects_what_was_presumed(monkeypatch, settings):
    """While the database was away the lease lapsed, and another process called the fate unknown."""
    gateway = Resident(Accepted(("late",)))
    away = threading.Event()
    record, record_and_claim = pump_module.record, pump_module.record_and_claim

    def fails_while_away(reports):
        if away.is_set() and reports:
            raise OperationalError("away")
        record(reports)

    def claims_nothing_while_away(reports, **rest):
        if away.is_set() and reports:
            raise OperationalError("away")
        return record_and_claim(reports, **rest)

    monkeypatch.setattr(pump_module, "record", fails_while_away)
    monkeypatch.setattr(pump_module, "record_and_claim", claims_nothing_while_away)
    monkeypatch.setattr(pump_module, "AWAY_PAUSE", 0.02)
    away.set()
    promise()
    with pumping(gateway):
        assert becomes(lambda: len(gateway.given) == 1)
        SmsMessage.objects.update(lease_until=timezone.now())
        pump_module.settle(timezone.now(), gateway=gateway)
        assert statuses() == {SmsStatus.UNKNOWN: 1}
        away.clear()
        assert becomes(lambda: statuses() == {SmsStatus.SENT: 1})
    sent = SmsMessage.objects.get()
    assert (sent.error, sent.finished_at, bytes(sent.body)) == ("", None, b"")
    assert SmsPart.objects.get().gateway_id == "late"
    assert len(gateway.given) == 1


def test_a_claim_whose_answer_was_lost_is_given_back(monkeypatch):
    gateway = Resident()
    record_and_claim = pump_module.record_and_claim
    lost = []

    def loses_the_first_answer(reports, **rest):
        messages = record_and_claim(reports, **rest)
        if not lost:
            lost.extend(messages)
            raise OperationalError("cut")
        return messages

    monkeypatch.setattr(pump_module, "record_and_claim", loses_the_first_answer)
    monkeypatch.setattr(pump_module, "AWAY_PAUSE", 0.02)
    promise(NOTICE, 3)
    with pumping(gateway):
        assert becomes(lambda: statuses() == {SmsStatus.SENT: 3})
    assert len(lost) == 3
    assert len(gateway.given) == 3


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


@pytest.mark.parametrize("committed", [True, False])
def test_neither_what_was_said_nor_the_claim_is_lost_with_the_answer_to_both(monkeypatch, committed):
    """Whether the transaction took place or not: all is written down, and each message is given once."""
    record_and_claim, cuts = pump_module.record_and_claim, []

    def cut(reports, **rest):
        if not reports or cuts:
            return record_and_claim(reports, **rest)
        cuts.append(len(reports))
        if committed:
            assert record_and_claim(reports, **rest)
        raise OperationalError("cut")

    monkeypatch.setattr(pump_module, "record_and_claim", cut)
    monkeypatch.setattr(pump_module, "AWAY_PAUSE", 0.02)
    gateway = Resident(at_once=2)
    promise(NOTICE, 6)
    with pumping(gateway):
        assert becomes(lambda: statuses() == {SmsStatus.SENT: 6})
    assert cuts
    assert Counter(message.public_id for message in gateway.given).total() == 6
    assert len({message.public_id for message in gateway.given}) == 6
    assert SmsPart.objects.count() == 6


def test_a_report_that_cannot_be_written_harms_neither_the_others_nor_the_claim():
    gateway = Resident(Accepted(("\ud800",)), at_once=4)
    gateway.hold()
    promise(NOTICE, 9)
    with pumping(gateway):
        assert becomes(lambda: len(gateway.given) == 4)
        gateway.free.set()
        assert becomes(lambda: statuses() == {SmsStatus.SENT: 8, SmsStatus.SENDING: 1})  # until its lease lapses
    assert len(gateway.given) == 9
    assert SmsPart.objects.count() == 8
