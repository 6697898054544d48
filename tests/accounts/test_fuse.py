"""The fuse against SMS pumping, and the watch over how many codes are used."""

import logging
from datetime import timedelta

import pytest
from django.test import Client

from cabinet.accounts.models import Asker, CodeFuse, CodePurpose, LoginCode, NumberLimit
from cabinet.accounts.services.codes import CodesStopped, request_code
from cabinet.accounts.services.watch import watch_codes
from cabinet.core import alarms
from cabinet.core.models import Alarm
from cabinet.sms.models import SmsMessage
from tests.accounts.test_codes import code_in_sms, in_threads
from tests.people import NOW, make_contract, make_owner, signed_in

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
PREFIX = "7903123"


def number(index: int, prefix: str = PREFIX) -> str:
    return f"{prefix}{index:04}"


def ask(index: int, now=NOW, *, prefix: str = PREFIX, asker=Asker.GUEST, purpose=CodePurpose.SIGN_IN):
    return request_code(msisdn=number(index, prefix), purpose=purpose, now=now, asker=asker)


@pytest.fixture
def small(settings):
    settings.CODES_PER_PREFIX, settings.CODES_IN_ALL = "3/minute", "5/minute"


def test_numbers_that_begin_alike_get_so_many_a_minute_and_others_theirs(small):
    for index in range(3):
        ask(index)
    with pytest.raises(CodesStopped) as refused:
        ask(3)
    assert refused.value.retry_after == 60
    ask(0, prefix="7903124")
    ask(3, NOW + MINUTE)


def test_all_guests_together_get_so_many_a_minute(small):
    for index in range(5):
        ask(0, prefix=f"790312{index}")
    with pytest.raises(CodesStopped) as refused:
        ask(0, prefix="7916000")
    assert refused.value.name == "all"


def test_a_minute_is_that_of_the_clock_to_the_second(small):
    for index in range(3):
        ask(index, NOW + timedelta(seconds=59))
    with pytest.raises(CodesStopped) as refused:
        ask(3, NOW + timedelta(seconds=59.5))
    assert refused.value.retry_after == 1
    ask(3, NOW + MINUTE)


def test_what_is_refused_leaves_nothing_but_the_alarm(small):
    for index in range(3):
        ask(index)
    with pytest.raises(CodesStopped):
        ask(3)
    assert not NumberLimit.objects.filter(msisdn=number(3)).exists()  # nor has the number lost one of its codes
    assert not LoginCode.objects.filter(msisdn=number(3)).exists()
    assert SmsMessage.objects.count() == 3
    assert CodeFuse.objects.get(name=PREFIX).codes == 3
    assert CodeFuse.objects.get(name="all").codes == 3


def test_a_person_who_is_signed_in_still_gets_a_code(small):
    for index in range(3):
        ask(index)
    ask(7, asker=Asker.OWN, purpose=CodePurpose.CONFIRM)
    with pytest.raises(CodesStopped):
        ask(4)


def test_known_and_unknown_numbers_are_refused_alike(small):
    make_contract(number(4))
    for index in range(3):
        ask(index)
    refusals = []
    for index in (4, 5):
        with pytest.raises(CodesStopped) as refused:
            ask(index)
        refusals.append((str(refused.value), refused.value.retry_after))
    assert refusals[0] == refusals[1]


def test_the_alarm_is_logged_once_seen_by_staff_and_told_by_readyz(small, client, caplog):
    from django.utils import timezone

    now = timezone.now()
    assert client.get("/readyz").json()["alarms"] == "ok"
    for index in range(3):
        ask(index, now)
    with caplog.at_level(logging.ERROR):
        for _again in range(4):
            with pytest.raises(CodesStopped):
                ask(3, now)
    assert [record.getMessage() for record in caplog.records] == [
        f"alarm codes.fuse {PREFIX}: no more codes to guests: over 3/minute"
    ]
    assert Alarm.objects.get().times == 4
    report = client.get("/readyz")
    assert report.status_code == 200
    assert report.json()["alarms"] == f"codes.fuse {PREFIX}"
    assert "alarms" in report.json()["degraded"]


def test_an_alarm_ends_when_it_was_quiet_for_ten_minutes_and_the_next_is_a_new_one():
    assert alarms.ring("codes.fuse", scope="all", about="a", now=NOW)
    assert not alarms.ring("codes.fuse", scope="all", about="b", now=NOW + alarms.QUIET - MINUTE)
    last = NOW + alarms.QUIET - MINUTE
    assert alarms.ringing(last + alarms.QUIET - MINUTE) == "codes.fuse all"
    assert alarms.ringing(last + alarms.QUIET) == ""
    assert alarms.ring("codes.fuse", scope="all", about="c", now=last + alarms.QUIET)
    assert Alarm.objects.get().started_at == last + alarms.QUIET


def test_staff_see_alarms_and_cannot_silence_them():
    from cabinet.accounts.models import User
    from cabinet.accounts.services.second_factor import give_devices

    alarms.ring("codes.fuse", scope=PREFIX, about="no more codes", now=NOW)
    admin = User.objects.create_superuser("root", "пароль для теста")
    give_devices(user=admin)
    browser = signed_in(admin)
    assert PREFIX in browser.get("/admin/core/alarm/").content.decode()
    assert browser.get("/admin/core/alarm/add/").status_code == 403
    assert browser.post(f"/admin/core/alarm/{Alarm.objects.get().pk}/delete/", {"post": "yes"}).status_code == 403


def test_at_the_door_the_person_reads_what_to_do(small):
    _owner, line = make_owner(number(9))
    for index in range(3):
        assert Client().post("/login/", {"phone": number(index), "how": "code"}).url == "/login/code/"
    browser = Client()
    answer = browser.post("/login/", {"phone": line.msisdn, "how": "code"}, follow=True)
    text = answer.content.decode()
    assert "Сейчас коды по SMS не отправляются" in text
    assert "войдите с паролем" in text
    assert f'value="{line.msisdn}"' in text  # what was typed is there
    assert not SmsMessage.objects.filter(msisdn=line.msisdn).exists()


def test_a_valid_session_confirms_while_the_fuse_is_blown(small):
    owner, line = make_owner(number(9))
    for index in range(3):
        Client().post("/login/", {"phone": number(index), "how": "code"})
    browser = signed_in(owner)
    browser.post("/confirm/", {"next": "/settings/"})
    answer = browser.post("/confirm/", {"next": "/settings/", "to": line.public_id, "code": code_in_sms()})
    assert answer.url == "/settings/"


@pytest.mark.django_db(transaction=True)
def test_sixty_at_once_get_exactly_what_the_fuse_lets_through(settings):
    settings.CODES_PER_PREFIX, settings.CODES_IN_ALL = "17/minute", "1000/minute"

    def go(index: int) -> bool:
        try:
            ask(index)
        except CodesStopped:
            return False
        return True

    assert in_threads(go, 60).count(True) == 17
    assert SmsMessage.objects.count() == 17
    assert CodeFuse.objects.get(name=PREFIX).codes == 17
    assert Alarm.objects.get().times == 60 - 17


@pytest.mark.django_db(transaction=True)
def test_in_all_too_whatever_the_numbers_begin_with(settings):
    settings.CODES_PER_PREFIX, settings.CODES_IN_ALL = "1000/minute", "11/minute"

    def go(index: int) -> bool:
        try:
            ask(index, prefix=f"79031{index % 7:02}")
        except CodesStopped:
            return False
        return True

    assert in_threads(go, 40).count(True) == 11


def codes(count: int, *, used: int, expired=NOW) -> None:
    for index in range(count):
        LoginCode.objects.create(
            msisdn=number(index), purpose=CodePurpose.SIGN_IN, flow=f"{expired}{index}"[-32:], code_hash="",
            created_at=expired - timedelta(minutes=10), expires_at=expired, used_at=NOW, worked=index < used,
        )  # fmt: skip


@pytest.fixture
def of_ten(settings):
    settings.CODES_USED_OF = 10
    for index in range(10):
        make_contract(number(index))


def test_fewer_than_a_fifth_used_rings(of_ten):
    codes(10, used=1)
    watch_codes(now=NOW)
    assert Alarm.objects.get().name == "codes.unused"
    assert Alarm.objects.get().about == "1 of 10 codes were used within an hour"


def test_a_fifth_is_enough(of_ten):
    codes(10, used=2)
    watch_codes(now=NOW)
    assert not Alarm.objects.exists()


def test_a_few_codes_say_nothing(of_ten):
    codes(9, used=0)
    watch_codes(now=NOW)
    assert not Alarm.objects.exists()


def test_numbers_that_nobody_has_codes_that_may_still_be_typed_and_old_ones_do_not_count(of_ten):
    codes(10, used=2)
    codes(10, used=0, expired=NOW + timedelta(seconds=1))
    codes(10, used=0, expired=NOW - timedelta(hours=1))
    for index in range(100, 150):
        LoginCode.objects.create(
            msisdn=number(index), purpose=CodePurpose.SIGN_IN, code_hash="", created_at=NOW, expires_at=NOW
        )
    watch_codes(now=NOW)
    assert not Alarm.objects.exists()


def test_a_code_that_was_replaced_is_not_a_used_one():
    make_contract(number(1))
    ask(1)
    ask(1, NOW + MINUTE)
    assert list(LoginCode.objects.order_by("pk").values_list("worked", flat=True)) == [False, False]
