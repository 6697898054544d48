"""A request's life: opened once, moved on, taken back, and what happens when two of these meet."""

import logging
import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from cabinet.accounts.models import SecurityEvent
from cabinet.core.channels import Channel
from cabinet.requests import kinds
from cabinet.requests.kinds import RequestKind
from cabinet.requests.models import Request, RequestStatus
from cabinet.requests.services import advance, steps
from cabinet.requests.services.steps import (
    CannotCancel,
    RequestEnded,
    cancel_request,
    look_again,
    move,
    open_request,
)
from cabinet.sms.models import SmsMessage
from tests.people import NOW, make_owner

pytestmark = pytest.mark.django_db

DONE, WORKING, REFUSED = RequestStatus.DONE, RequestStatus.WORKING, RequestStatus.REFUSED


@pytest.fixture
def kind(monkeypatch):
    """A kind that can be taken back and does nothing; tests give it what they need."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))

    def make(**fields) -> RequestKind:
        made = RequestKind(name="wish", title="Желание", **{"cancel": lambda request, now: None, **fields})
        kinds._kinds["wish"] = made
        return made

    make()
    return make


@pytest.fixture
def owner():
    return make_owner("79031234567")[0]


def wish(owner, **fields) -> Request:
    return open_request(kind="wish", now=NOW, user=owner, **fields)


def test_a_number_is_nine_digits_and_nobodys_else(owner, monkeypatch):
    first = wish(owner)
    taken = [int(first.number[0]) - 1, int(first.number[1:]), 4, 5]
    monkeypatch.setattr(steps.secrets, "randbelow", lambda _limit: taken.pop(0))
    second = wish(owner)
    assert len(first.number) == 9
    assert second.number == "500000005"
    assert second.said == "500\u00a0000\u00a0005"


def test_a_dedup_key_gives_the_first_request_for_ever(owner, kind):
    first = wish(owner, dedup_key="same")
    move(first, to=DONE, now=NOW)
    assert wish(owner, dedup_key="same") == first
    assert first.steps.count() == 2
    assert SecurityEvent.objects.filter(kind="request_made").count() == 1


def test_only_one_gives_the_first_request_while_it_is_open(owner, kind):
    first = wish(owner, only_one="same")
    assert wish(owner, only_one="same") == first
    move(first, to=DONE, now=NOW)
    assert wish(owner, only_one="same") != first


def test_two_who_end_it_at_once_end_it_once(transactional_db, kind):
    owner, _line = make_owner("79031234567")
    request = wish(owner)
    together, ended = threading.Barrier(6), []

    def end(to):
        mine = Request.objects.get(pk=request.pk)
        together.wait()
        ended.append(move(mine, to=to, now=NOW))
        connections.close_all()

    threads = [threading.Thread(target=end, args=(to,)) for to in (DONE, REFUSED) * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == [False] * 5 + [True]
    assert request.steps.count() == 2


def test_a_cancel_that_races_with_its_end_does_one_of_the_two(transactional_db, kind):
    undone = []
    kind(cancel=lambda request, now: undone.append(request.pk))
    owner, line = make_owner("79031234567")
    for _time in range(5):
        request = wish(owner, line=line)
        together, refused = threading.Barrier(2), []

        def take_back(request=request, together=together, refused=refused):
            together.wait()
            try:
                cancel_request(request, by=owner, now=NOW)
            except RequestEnded:
                refused.append(True)
            connections.close_all()

        def end(request=request, together=together):
            together.wait()
            move(Request.objects.get(pk=request.pk), to=DONE, now=NOW)
            connections.close_all()

        threads = [threading.Thread(target=take_back), threading.Thread(target=end)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        request.refresh_from_db()
        assert (request.status == "done") == bool(refused) == (request.pk not in undone)
        assert request.steps.count() == 2


def test_what_cannot_be_taken_back_is_left_as_it_was(owner, kind):
    kind(cancel=None)
    request = wish(owner)
    with pytest.raises(CannotCancel):
        cancel_request(request, by=owner, now=NOW)
    kind(may_cancel=lambda request, now: False)
    with pytest.raises(CannotCancel):
        cancel_request(request, by=owner, now=NOW)
    request.refresh_from_db()
    assert request.status == "accepted"


def test_a_cancel_that_its_kind_refuses_undoes_nothing(owner, kind):
    def refuse(request, now):
        raise CannotCancel

    kind(cancel=refuse)
    request = wish(owner)
    with pytest.raises(CannotCancel):
        cancel_request(request, by=owner, now=NOW)
    request.refresh_from_db()
    assert (request.status, request.steps.count()) == ("accepted", 1)


def test_the_channel_of_a_cancel_is_in_the_journal(owner, kind):
    cancel_request(wish(owner), by=owner, now=NOW, channel=Channel.IVR)
    assert SecurityEvent.objects.get(kind="request_cancelled").channel == "ivr"


def test_the_sweep_takes_what_is_due_and_nothing_else(owner, kind):
    seen = []
    kind(advance=lambda request, now: seen.append(request.pk))
    due = wish(owner, next_step_at=NOW)
    wish(owner, next_step_at=NOW + timedelta(seconds=1))
    wish(owner)
    assert advance.sweep(NOW) == 1
    assert seen == [due.pk]
    assert advance.sweep(NOW) == 0  # it is put off for as long as a step may take


def test_a_step_that_fails_is_tried_again_and_stops_no_other(owner, kind, caplog):
    def fail(request, now):
        raise ValueError("broken")

    kind(advance=fail)
    wish(owner, next_step_at=NOW)
    wish(owner, next_step_at=NOW)
    with caplog.at_level(logging.ERROR):
        assert advance.sweep(NOW) == 2
    assert len(caplog.records) == 2
    assert advance.sweep(NOW + advance.LEASE) == 2


def test_a_step_whose_process_died_is_taken_again_after_its_lease(owner, kind):
    request = wish(owner, next_step_at=NOW)
    kind(advance=lambda request, now: (_ for _ in ()).throw(SystemExit))
    with pytest.raises(SystemExit):
        advance.sweep(NOW)
    kind(advance=lambda request, now: move(request, to=DONE, now=now))
    assert advance.sweep(NOW + advance.LEASE - timedelta(seconds=1)) == 0
    assert advance.sweep(NOW + advance.LEASE) == 1
    request.refresh_from_db()
    assert request.status == "done"


def test_two_sweeps_at_once_share_the_work(transactional_db, kind):
    owner, _line = make_owner("79031234567")
    seen = []
    kind(advance=lambda request, now: seen.append(request.pk))
    made = [wish(owner, next_step_at=NOW).pk for _each in range(12)]
    together = threading.Barrier(3)

    def one():
        together.wait()
        advance.sweep(NOW)
        connections.close_all()

    threads = [threading.Thread(target=one) for _sweep in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == made


def test_looking_again_never_wakes_what_has_ended(owner, kind):
    request = wish(owner)
    look_again(request, at=NOW)
    request.refresh_from_db()
    assert request.next_step_at == NOW
    move(request, to=DONE, now=NOW)
    look_again(request, at=NOW)
    request.refresh_from_db()
    assert request.next_step_at is None


def test_a_result_is_told_once_and_a_cancel_is_not(owner, kind):
    kind(tells=True)
    request = wish(owner)
    move(request, to=WORKING, now=NOW)
    assert not SmsMessage.objects.exists()
    move(request, to=DONE, now=NOW)
    move(request, to=DONE, now=NOW)
    assert SmsMessage.objects.count() == 1
    cancel_request(wish(owner), by=owner, now=NOW)
    assert SmsMessage.objects.count() == 1


def test_a_kind_whose_app_is_gone_is_still_shown(owner):
    request = open_request(kind="gone", now=timezone.now(), user=owner, next_step_at=NOW)
    assert advance.sweep(NOW) == 1
    assert str(request.about.title) == "gone"


NIGHT = NOW.replace(hour=20)  # 23:00 in Moscow
MORNING = NOW.replace(hour=5) + timedelta(days=1)


@pytest.mark.parametrize(("waited", "told_at"), [(30, None), (31, MORNING)])
def test_at_night_only_who_asked_just_now_is_told_of_a_result(owner, kind, nights, waited, told_at):
    kind(tells=True)
    request = open_request(kind="wish", now=NIGHT - timedelta(minutes=waited), user=owner)
    move(request, to=DONE, now=NIGHT)
    sms = SmsMessage.objects.get()
    assert sms.next_attempt_at == told_at
    assert sms.not_after > MORNING
