"""A number that switched a category of bulk off gets none of it (T11)."""

import itertools
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cabinet.accounts.models import BulkChoice, Line, LineStatus
from cabinet.accounts.services.bulk import unwanted
from cabinet.accounts.services.lines import close_line, open_line
from cabinet.sms import consent
from cabinet.sms.models import BulkCategory, DeviceMessage, SmsKind, SmsMessage, SmsStatus
from cabinet.sms.services.dispatch import dispatch
from cabinet.sms.services.outbox import enqueue
from tests.people import NOW, make_owner

pytestmark = pytest.mark.django_db
LATER = NOW.replace(day=25)


def promise(line: Line, category: BulkCategory | None = BulkCategory.ADVERTISING, **fields: object) -> SmsMessage:
    asked = {"msisdn": line.msisdn, "line_public_id": line.public_id, "kind": SmsKind.BULK, "category": category}
    return enqueue(**asked | {"text": "Скидка!", "now": NOW, "not_after": LATER} | fields)


def switch_off(line: Line, category: BulkCategory = BulkCategory.ADVERTISING) -> None:
    BulkChoice.objects.create(line=line, category=category, allowed=False)


@pytest.fixture
def line():
    return make_owner("79031234567")[1]


def test_bulk_is_promised_until_it_is_switched_off(line):
    assert promise(line).status == SmsStatus.QUEUED


def test_a_category_that_is_off_is_refused_when_it_is_promised_and_keeps_no_text(line):
    switch_off(line)
    message = promise(line)
    assert (message.status, message.error, bytes(message.body)) == (SmsStatus.EXPIRED, consent.REFUSED, b"")
    assert promise(line, BulkCategory.ENTERTAINMENT).status == SmsStatus.QUEUED


def test_one_that_names_the_number_alone_is_refused_too(line):
    switch_off(line)
    assert promise(line, line_public_id=None).status == SmsStatus.EXPIRED


def test_what_is_no_bulk_is_never_asked_about(line):
    for category in BulkCategory:
        switch_off(line, category)
    assert promise(line, None, kind=SmsKind.NOTICE).status == SmsStatus.QUEUED
    assert promise(line, None, kind=SmsKind.CODE).status == SmsStatus.QUEUED


def test_a_choice_that_was_made_after_the_promise_is_seen_by_the_second_question(line):
    message = promise(line)
    assert consent.refused([message]) == set()
    switch_off(line)
    assert consent.refused([message]) == {message.pk}


def test_a_lost_number_gets_no_bulk(line):
    message = promise(line)
    Line.objects.filter(pk=line.pk).update(status=LineStatus.BLOCKED, block_reason="loss", blocked_at=NOW)
    assert consent.refused([message]) == {message.pk}


def test_a_thousand_are_asked_about_in_one_query(line):
    other = make_owner("79031234568")[1]
    switch_off(line)
    keys = itertools.count(1)
    messages = [
        SmsMessage(
            pk=next(keys), msisdn=each.msisdn, line_public_id=life, kind=SmsKind.BULK, category=BulkCategory.ADVERTISING
        )
        for _times in range(250)
        for each in (line, other)
        for life in (each.public_id, None)
    ]
    with CaptureQueriesContext(connection) as queries:
        found = unwanted(messages)
    assert len(queries) == 1
    assert found == {message.pk for message in messages if message.msisdn == line.msisdn}


def test_the_next_owner_of_the_digits_starts_anew(line):
    switch_off(line)
    waiting = SmsMessage(
        msisdn=line.msisdn, line_public_id=line.public_id, kind=SmsKind.BULK, category=BulkCategory.ADVERTISING
    )
    close_line(line=line, now=NOW)
    assert not BulkChoice.objects.exists()
    next_line = open_line(contract=line.contract, number=str(line.number), msisdn=line.msisdn, now=NOW)
    assert promise(next_line).status == SmsStatus.QUEUED
    assert unwanted([waiting]) == {None}  # it was meant for the one before


@pytest.mark.django_db(transaction=True)
def test_the_dispatcher_sends_none_that_was_switched_off_after_the_promise():
    line, other = make_owner("79031234567")[1], make_owner("79031234568")[1]
    now = timezone.now()
    unwanted_one, wanted = (promise(each, now=now, not_after=now + timedelta(hours=1)) for each in (line, other))
    switch_off(line)
    dispatch(now)
    unwanted_one.refresh_from_db()
    wanted.refresh_from_db()
    assert (unwanted_one.status, unwanted_one.error) == (SmsStatus.EXPIRED, consent.REFUSED)
    assert wanted.status == SmsStatus.DELIVERED
    assert list(DeviceMessage.objects.values_list("msisdn", flat=True)) == [other.msisdn]
