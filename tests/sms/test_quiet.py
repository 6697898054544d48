"""The quiet hours of a time zone, through clocks that are put forward and back."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from cabinet import env
from cabinet.sms.models import DeviceMessage, SmsKind, SmsMessage, SmsStatus
from cabinet.sms.quiet import FRESH, is_awaited, not_before
from cabinet.sms.services.dispatch import dispatch
from cabinet.sms.services.outbox import enqueue, withdraw, withdraw_promised

# Without and with summer time, of half hours, of a day's difference, with a night that is put back by half an hour.
ZONES = ["Europe/Moscow", "Asia/Kamchatka", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia"]
ZONES += ["Australia/Lord_Howe", "Europe/Kaliningrad", "UTC"]
NIGHTS = [("22:00", "08:00"), ("23:30", "07:15"), ("01:00", "06:00"), ("20:00", "02:30"), ("00:00", "08:00")]
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))
MINUTE = timedelta(minutes=1)


@pytest.fixture(params=NIGHTS, ids="-".join)
def night(request, settings):
    settings.QUIET_HOURS = request.param
    return [time.fromisoformat(each) for each in request.param]


def is_night(moment: datetime, zone: str, begins: time, ends: time) -> bool:
    clock = moment.astimezone(ZoneInfo(zone)).time()
    return begins <= clock < ends if begins < ends else clock >= begins or clock < ends


@pytest.mark.parametrize("zone", ZONES)
def test_morning_is_the_first_moment_after_the_night(zone: str, night: list[time]) -> None:
    @given(MOMENTS)
    def holds(now: datetime) -> None:
        morning = not_before(now, zone)

        assert (morning is not None) == is_night(now, zone, *night)
        if morning is None:
            return
        assert now < morning <= now + timedelta(hours=12)
        assert not is_night(morning, zone, *night)
        assert not_before(morning, zone) is None
        shown = morning.astimezone(ZoneInfo(zone)).time()
        assert shown == night[1] or (zone != "UTC" and not exists(morning, zone, night[1]))
        if shown == night[1]:
            assert is_night(morning - MINUTE, zone, *night)

    holds()


def exists(near: datetime, zone: str, clock: time) -> bool:
    """Whether the clock shows it on that day, and does not leap over it."""
    shown = datetime.combine(near.astimezone(ZoneInfo(zone)).date(), clock, ZoneInfo(zone))
    return shown.astimezone(UTC).astimezone(ZoneInfo(zone)).time() == clock


@pytest.mark.parametrize(
    ("now", "zone", "morning"),
    [
        ("2026-11-24T18:59:59Z", "Europe/Moscow", None),  # 21:59:59
        ("2026-11-24T19:00:00Z", "Europe/Moscow", "2026-11-25T05:00:00Z"),  # 22:00
        ("2026-11-24T21:00:00Z", "Europe/Moscow", "2026-11-25T05:00:00Z"),  # midnight
        ("2026-11-25T04:59:59Z", "Europe/Moscow", "2026-11-25T05:00:00Z"),
        ("2026-11-25T05:00:00Z", "Europe/Moscow", None),
        ("2026-11-24T19:00:00Z", "Asia/Kamchatka", "2026-11-24T20:00:00Z"),  # their 7:00 of the next day
        ("2026-03-28T22:30:00Z", "Europe/Berlin", "2026-03-29T06:00:00Z"),  # the night is an hour shorter
        ("2026-10-24T21:30:00Z", "Europe/Berlin", "2026-10-25T07:00:00Z"),  # and an hour longer
    ],
)
def test_examples(now: str, zone: str, morning: str | None, nights) -> None:
    expected = datetime.fromisoformat(morning) if morning else None
    assert not_before(datetime.fromisoformat(now), zone) == expected


def test_a_clock_that_is_put_back_over_the_morning_has_a_second_one(settings) -> None:
    """Berlin, 25 October: 2:30 comes at 0:30 and again at 1:30 UTC."""
    settings.QUIET_HOURS = ("20:00", "02:30")
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)

    assert not_before(first - MINUTE, "Europe/Berlin") == first
    assert not_before(second - MINUTE, "Europe/Berlin") == second


@pytest.mark.parametrize("hours", [None, ("00:00", "00:00")])
def test_without_quiet_hours_nothing_waits(hours, settings) -> None:
    settings.QUIET_HOURS = hours
    assert not_before(datetime(2026, 11, 24, 21, 0, tzinfo=UTC), "Europe/Moscow") is None


def test_hours_come_from_the_environment(monkeypatch) -> None:
    assert env.hours("QUIET_HOURS_OF_TEST", default="22:00-08:00") == ("22:00", "08:00")
    monkeypatch.setenv("QUIET_HOURS_OF_TEST", " 23:30 - 7:00 ".replace(" 7", " 07"))
    assert env.hours("QUIET_HOURS_OF_TEST", default="") == ("23:30", "07:00")
    monkeypatch.setenv("QUIET_HOURS_OF_TEST", "")
    assert env.hours("QUIET_HOURS_OF_TEST", default="22:00-08:00") is None
    monkeypatch.setenv("QUIET_HOURS_OF_TEST", "ночью")
    with pytest.raises(ImproperlyConfigured):
        env.hours("QUIET_HOURS_OF_TEST", default="")


def test_who_asked_half_an_hour_ago_still_waits_for_the_answer() -> None:
    asked = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
    assert is_awaited(asked, asked + FRESH)
    assert not is_awaited(asked, asked + FRESH + timedelta(seconds=1))


# The outbox in the night

NIGHT = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)


def promise(**fields: object) -> SmsMessage:
    return enqueue(
        msisdn="79031234567",
        text="Привет",
        kind=SmsKind.NOTICE,
        now=NIGHT,
        not_before=MORNING,
        not_after=MORNING + timedelta(hours=24),
        **fields,
    )


@pytest.mark.django_db
def test_what_waits_for_the_morning_leaves_in_the_morning() -> None:
    promise()
    for moment, told in [(NIGHT, 0), (MORNING - timedelta(seconds=1), 0), (MORNING, 1)]:
        with time_machine.travel(moment, tick=False):
            dispatch(moment)
        assert DeviceMessage.objects.count() == told, moment


@pytest.mark.django_db
def test_what_is_not_needed_in_the_morning_is_taken_back() -> None:
    by_id, by_key = promise(), promise(dedup_key="key")
    assert withdraw(sms_id=by_id.pk, now=NIGHT)
    assert withdraw_promised(dedup_key="key", now=NIGHT)
    assert not withdraw_promised(dedup_key="key", now=NIGHT)
    assert not withdraw_promised(dedup_key="another", now=NIGHT)
    for sms in (by_id, by_key):
        sms.refresh_from_db()
        assert (sms.status, bytes(sms.body)) == (SmsStatus.EXPIRED, b"")
    with time_machine.travel(MORNING, tick=False):
        dispatch(MORNING)
    assert not DeviceMessage.objects.exists()


@pytest.mark.django_db
def test_what_was_promised_by_day_and_delayed_into_the_night_leaves_in_the_morning(settings) -> None:
    settings.QUIET_HOURS = ("22:00", "08:00")
    evening = NIGHT - timedelta(hours=2)
    for zone, text in [("Europe/Moscow", "может подождать"), ("", "срочно"), ("Europe/Lisbon", "там ещё день")]:
        enqueue(
            msisdn="79031234567",
            text=text,
            kind=SmsKind.NOTICE,
            now=evening,
            not_after=evening + timedelta(hours=24),
            quiet_zone=zone,
        )
    for moment, told in [(NIGHT, {"срочно", "там ещё день"}), (MORNING, {"срочно", "там ещё день", "может подождать"})]:
        with time_machine.travel(moment, tick=False):
            dispatch(moment)
        assert set(DeviceMessage.objects.values_list("text", flat=True)) == told, moment
