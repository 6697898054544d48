"""«Позвони мне»: an SMS with one's own number, at zero balance too (B9)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from billing.models import CallMe, PhonePreference
from billing.transfers.errors import AskedTooOften, NoPhoneHere, NumberStopped, OneCannotAskOneself
from billing.transfers.services.call_me import call_me
from billing.transfers.services.ending import sweep
from billing.transfers.services.strangers import choose
from cabinet.accounts.models import LineStatus
from cabinet.core.channels import Channel
from cabinet.sms.models import SmsMessage
from tests.billing.money import rub
from tests.billing.transfers.sending import MARIA, NOBODYS, PETR, money_of, person, texts_to
from tests.billing.transfers.test_pages import shown
from tests.people import NOW, signed_in

pytestmark = pytest.mark.django_db


def called(line, to=MARIA, *, now=NOW) -> CallMe:
    return call_me(line=line, to=to, channel=Channel.PAGE, now=now)


def test_at_zero_balance_the_other_reads_the_number_and_nothing_else(petr, maria):
    assert called(petr).sent
    assert texts_to(MARIA) == ["+7 903 765-43-21 просит вас перезвонить"]
    assert money_of(petr) == rub(0)


def test_at_night_it_leaves_at_once_and_never_an_hour_late(petr, maria, settings):
    settings.QUIET_HOURS = ("21:00", "09:00")
    night = NOW - timedelta(hours=6)
    called(petr, now=night)
    message = SmsMessage.objects.get(msisdn=MARIA)
    assert (message.next_attempt_at, message.quiet_zone) == (None, "")
    assert message.not_after == night + timedelta(hours=1)


def test_a_number_that_nobody_has_costs_the_same_and_looks_the_same(petr, maria, django_assert_num_queries):
    with django_assert_num_queries(10):
        assert called(petr).sent
    with django_assert_num_queries(10):
        assert not called(petr, NOBODYS).sent
    assert texts_to(NOBODYS) == []


def test_who_forbids_it_hears_nothing(petr, maria):
    choose(line=maria, takes_call_me=False, takes_money_requests=True)
    assert not called(petr).sent
    choose(line=maria, takes_call_me=True, takes_money_requests=False)
    assert called(petr).sent
    assert len(texts_to(MARIA)) == 1


def test_a_blocked_number_hears_nothing_and_asks_nobody(petr, maria):
    maria.status = LineStatus.BLOCKED
    maria.save()
    assert not called(petr).sent
    with pytest.raises(NumberStopped):
        called(maria, PETR)


def test_home_internet_has_no_number_to_be_called(petr):
    petr.msisdn = None
    petr.save()
    with pytest.raises(NoPhoneHere):
        called(petr)


def test_oneself_is_refused(petr):
    with pytest.raises(OneCannotAskOneself):
        called(petr, PETR)


def test_the_same_number_twice_a_day(petr, maria):
    for _time in range(2):
        called(petr)
    with pytest.raises(AskedTooOften):
        called(petr)
    assert len(texts_to(MARIA)) == 2
    called(petr, now=NOW + timedelta(days=1))


def test_five_a_day_of_one_number(petr):
    for number in range(5):
        called(petr, f"7903999000{number}")
    with pytest.raises(AskedTooOften):
        called(petr, "79039990009", now=NOW + timedelta(hours=23))
    called(petr, "79039990009", now=NOW + timedelta(days=1))


def test_one_number_is_told_ten_times_a_day_from_all(maria, settings):
    settings.CALL_ME_TO_ONE = "2/day"
    assert [called(person(f"7903888000{number}", 0)).sent for number in range(3)] == [True, True, False]


def test_they_are_forgotten_after_a_month(petr, maria):
    called(petr, now=NOW - timedelta(days=30, seconds=1))
    called(petr)
    assert sweep(NOW) == 1
    assert CallMe.objects.get().at == NOW


def test_the_page_asks_and_switches(petr, maria):
    mine, address = signed_in(petr.contract.owner), reverse("payments-call-me")
    answer = mine.post(address, {"line": petr.public_id, "phone": "+7 903 123-45-67"})
    assert answer.url == f"{address}?line={petr.public_id}"
    assert "Если +7 903 123-45-67 принимает такие просьбы, ему придёт SMS." in shown(mine.get(answer.url))
    assert mine.get(address).content.decode().count("checked") == 2
    mine.post(reverse("payments-strangers"), {"line": petr.public_id, "takes_call_me": "on"})
    chosen = PhonePreference.objects.get(line=petr)
    assert (chosen.takes_call_me, chosen.takes_money_requests) == (True, False)
    assert mine.get(address).content.decode().count("checked") == 1


def test_what_is_refused_is_said(petr):
    answer = signed_in(petr.contract.owner).post(reverse("payments-call-me"), {"line": petr.public_id, "phone": PETR})
    assert answer.status_code == 422
    assert "на том же счёте" in shown(answer)
