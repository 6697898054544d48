"""Writing the journal: who, what, from where; and that nobody changes it afterwards (A14)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from cabinet.accounts.models import SecurityEvent, SecurityEventDetails, SecurityEventKind
from cabinet.accounts.services.journal import record
from cabinet.accounts.services.tidy import erase_details, forget_expired
from cabinet.core.channels import Channel
from cabinet.core.net import NOWHERE, Origin
from tests.people import NOW, give_access, make_owner

pytestmark = pytest.mark.django_db

HERE = Origin("77.88.55.60", "Firefox")


@pytest.fixture
def owner():
    return make_owner("79031234567")[0]


def test_what_one_does_is_done_by_oneself(owner):
    event = record(SecurityEventKind.PASSWORD_SET, now=NOW, user=owner, origin=HERE, number="79031234567")
    event.refresh_from_db()
    assert (event.user, event.made_by, event.channel, event.at) == (owner, owner, Channel.PAGE, NOW)
    assert (event.details.ip, event.details.user_agent) == ("77.88.55.60", "Firefox")
    assert event.details.facts == {"number": "79031234567"}
    assert event.title == "задан пароль"


def test_what_another_does_is_done_by_them(owner):
    line = owner.contracts.get().primary_line
    manager = give_access(line)
    event = record(SecurityEventKind.LINE_BLOCKED, now=NOW, user=owner, line=line, made_by=manager)
    assert (event.user, event.line, event.made_by) == (owner, line, manager)


def test_what_the_portal_does_by_itself_and_what_fails_is_done_by_nobody(owner):
    assert record(SecurityEventKind.LINE_OPENED, now=NOW, user=owner, channel=Channel.SYSTEM).made_by is None
    assert record(SecurityEventKind.SIGN_IN_FAILED, now=NOW, user=owner, origin=HERE).made_by is None


def test_an_event_without_anything_personal_has_no_details(owner):
    record(SecurityEventKind.PASSWORD_SET, now=NOW, user=owner, origin=NOWHERE)
    assert not SecurityEventDetails.objects.exists()


@pytest.mark.parametrize("ip", ["", "unix:", "fe80::1%eth0", "не адрес"])
def test_an_address_that_is_none_does_not_stop_it(owner, ip):
    event = record(SecurityEventKind.SIGNED_IN, now=NOW, user=owner, origin=Origin(ip, "Firefox"))
    assert event.details.ip is None


def test_it_is_written_with_what_it_tells_of_or_not_at_all(owner):
    with transaction.atomic():
        record(SecurityEventKind.SIGNED_IN, now=NOW, user=owner, origin=HERE)
        transaction.set_rollback(True)
    assert not SecurityEvent.objects.exists()
    assert not SecurityEventDetails.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda events: events.update(kind="signed_out"),
        lambda events: events.update(made_by=None),
        lambda events: events.delete(),
    ],
)
def test_the_database_refuses_to_change_or_delete_an_event(owner, change):
    record(SecurityEventKind.SIGNED_IN, now=NOW, user=owner)
    before = SecurityEvent.objects.values().get()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        change(SecurityEvent.objects.all())
    assert SecurityEvent.objects.values().get() == before


def test_what_is_personal_can_be_erased_and_the_event_stays(owner):
    event = record(SecurityEventKind.SIGNED_IN, now=NOW, user=owner, origin=HERE)
    SecurityEventDetails.objects.filter(event__user=owner).delete()
    event.refresh_from_db()
    assert not hasattr(event, "details")


def test_details_live_for_a_year_or_as_long_as_the_setting_says(owner, settings):
    for age in (364, 366, 800):
        record(SecurityEventKind.SIGNED_IN, now=NOW - timedelta(days=age), user=owner, origin=HERE)
    forget_expired(now=NOW)
    assert SecurityEventDetails.objects.get().event.at == NOW - timedelta(days=364)
    assert SecurityEvent.objects.count() == 3
    settings.JOURNAL_DETAILS_DAYS = 30
    forget_expired(now=NOW)
    assert not SecurityEventDetails.objects.exists()


def test_erasing_goes_on_past_a_portion_and_stops_at_what_is_young(owner, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr("cabinet.accounts.services.tidy.ERASED_AT_ONCE", 2)
    for age in (9, 8, 7, 6, 2, 1):
        record(SecurityEventKind.SIGNED_IN, now=NOW - timedelta(days=age), user=owner, origin=HERE)
    with django_assert_num_queries(5):  # two portions, read and erased, and a look at the next
        erase_details(before=NOW - timedelta(days=3))
    assert SecurityEventDetails.objects.count() == 2
