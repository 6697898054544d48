"""An SMSC that asks for less gets less, and nothing fails for it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cabinet.sms.gateways.base import Accepted, Refused
from cabinet.sms.gateways.smpp.pace import LEAST, Pace
from cabinet.sms.models import SmsKind
from tests.sms.smpp.scene import message, until

THROTTLED, QUEUE_FULL = 0x58, 0x14


@pytest.mark.parametrize("status", [THROTTLED, QUEUE_FULL])
def test_the_same_message_goes_again_after_a_pause(smsc, connect, status):
    smsc.behave(statuses=[status, status])
    outcome = connect().send(message())
    first, second, third = smsc.submitted()
    assert (first.status, second.status, third.status) == (status, status, 0)
    assert first.fields == second.fields == third.fields
    assert outcome == Accepted((third.message_id,))


def test_the_reader_lives_after_a_throttling_answer(smsc, connect, written):
    """The fault of the library's own listener: it ends at the first one."""
    smsc.behave(statuses=[THROTTLED])
    connect().send(message())
    assert smsc.receipt("17") == 0
    assert written.receipt()["gateway_id"] == "17"


def test_more_than_the_smsc_allows_all_leave_and_each_is_taken_once(smsc, connect, threads):
    smsc.behave(per_second=20)
    gateway = connect(binds=2)
    texts = [f"Balance {number}" for number in range(30)]
    sending = [threads.send(gateway, message(text)) for text in texts]
    assert all(isinstance(each.result(), Accepted) for each in sending)
    assert sorted(each.text for each in smsc.accepted()) == sorted(texts)
    assert any(each.status == THROTTLED for each in smsc.submitted())
    assert min(link.pace.rate for link in gateway._links) < 1000


def test_one_that_was_slowed_down_until_it_was_too_late_says_so(smsc, connect):
    smsc.behave(statuses=[THROTTLED] * 500)
    outcome = connect().send(message(within=0.3))
    assert isinstance(outcome, Refused)
    assert not outcome.permanent
    assert outcome.reason.startswith("too late (slowed down ")
    assert smsc.accepted() == []


def test_a_long_message_slowed_down_in_its_middle_says_what_left(smsc, connect):
    smsc.behave(statuses=[0, *[THROTTLED] * 500])
    outcome = connect().send(message("Balance " * 45, within=0.3))
    assert isinstance(outcome, Refused)
    assert outcome.permanent
    assert outcome.reason.startswith("1 of 3 parts were taken, then: too late (slowed down ")
    assert len(smsc.accepted()) == 1


def test_a_code_goes_before_the_notices_that_wait(smsc, connect, threads):
    smsc.behave(hold=True)
    gateway = connect(window=1, kept_for_codes=0)
    notices = [threads.send(gateway, message(f"Balance {number}")) for number in range(4)]
    assert until(lambda: gateway.waiting() == 3)
    code = threads.send(gateway, message("code 4821", kind=SmsKind.CODE))
    assert until(lambda: gateway.waiting() == 4)
    smsc.release()
    assert smsc.wait("submit_sm", 2)
    assert smsc.submitted()[1].text == "code 4821"
    assert until(lambda: smsc.release() == 0 and all(each.done() for each in (code, *notices)))


def test_a_code_has_slots_that_no_notice_takes(smsc, connect, threads):
    smsc.behave(hold=True)
    gateway = connect(window=5, kept_for_codes=2)
    notices = [threads.send(gateway, message(f"Balance {number}")) for number in range(8)]
    smsc.wait("submit_sm", 3)
    code = threads.send(gateway, message("code 4821", kind=SmsKind.CODE))
    smsc.wait("submit_sm", 4)
    assert [each.text for each in smsc.submitted()][3:] == ["code 4821"]  # five notices wait for a slot
    assert until(lambda: smsc.release() == 0 and all(each.done() for each in (code, *notices)))
    assert all(isinstance(each.result(), Accepted) for each in (code, *notices))


def test_the_window_is_never_passed(smsc, connect, threads):
    smsc.behave(hold=True)
    gateway = connect(binds=2, window=3, kept_for_codes=0)
    sending = [threads.send(gateway, message(f"Balance {number}")) for number in range(10)]
    smsc.wait("submit_sm", 6)
    gateway.send(message(within=0.05))  # one more finds no room, and its moment passes
    assert [each.bind for each in smsc.submitted()].count(1) == 3
    assert len(smsc.submitted()) == 6
    assert until(lambda: smsc.release() == 0 and all(each.done() for each in sending))


def test_a_pace_halves_once_for_a_burst_of_complaints_and_comes_back_by_steps():
    pace = Pace(most=100.0, pause=1.0)
    for moment in (10.0, 10.1, 10.9):  # answers to what had left before the first
        pace.slower(moment)
    assert pace.rate == 50.0
    assert pace.ready_at() == 11.0
    pace.slower(11.0)
    assert pace.rate == 25.0
    for _second in range(20):
        for _message in range(int(pace.rate)):
            pace.taken()
    assert pace.rate == 100.0


@settings(deadline=None)
@given(st.lists(st.sampled_from(["taken", "slower", "left"]), max_size=300), st.floats(1.0, 10_000.0))
def test_a_pace_stays_between_its_bounds(events, most):
    pace, now = Pace(most=most, pause=0.5), 0.0
    for event in events:
        now += 0.3
        if event == "left" and pace.ready_at() > now:
            continue
        pace.taken() if event == "taken" else getattr(pace, event)(now)
        assert min(LEAST, most) <= pace.rate <= most
        assert pace.ready_at() <= now + max(0.5, 1 / LEAST)
