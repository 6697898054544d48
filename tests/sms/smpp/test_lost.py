"""Connections that break: what had not left goes another way, what had left is never sent twice."""

import pytest

from cabinet.sms.gateways.base import Accepted, Refused, Unknown
from cabinet.sms.models import SmsKind
from tests.sms.smpp.scene import message, until

LONG = "Balance " * 45


def test_an_smsc_that_dies_between_taking_and_answering_leaves_it_unknown(smsc, connect):
    smsc.behave(die_after=1)
    outcome = connect().send(message())
    assert outcome == Unknown("the connection broke")
    assert smsc.gone()
    smsc.start()
    smsc.bound()
    assert len(smsc.submitted()) == 1


def test_a_connection_that_drops_between_taking_and_answering_leaves_it_unknown(smsc, connect):
    gateway = connect()
    smsc.behave(drop_after=1)
    assert gateway.send(message()) == Unknown("the connection broke")
    assert until(gateway.ready)
    assert isinstance(gateway.send(message("Balance 2")), Accepted)
    assert [each.text for each in smsc.submitted()] == ["Balance 10", "Balance 2"]


def test_only_what_had_left_is_unknown_and_what_waited_is_tried_elsewhere(smsc, connect, threads):
    smsc.behave(hold=True)
    gateway = connect(binds=2, window=2, kept_for_codes=0)
    sending = [threads.send(gateway, message(f"Balance {number}")) for number in range(12)]
    smsc.wait("submit_sm", 4)
    smsc.drop()
    smsc.behave(hold=False)
    outcomes = [each.result() for each in sending]
    assert outcomes.count(Unknown("the connection broke")) == 4
    for outcome in outcomes:
        assert isinstance(outcome, Accepted | Unknown) or outcome == Refused("not bound", permanent=False)
    texts = [each.text for each in smsc.submitted()]
    assert len(texts) == len(set(texts))


def test_a_message_that_meets_a_dead_bind_goes_by_another(smsc, connect):
    """The session is gone when its turn comes: nothing was written, so another bind takes it."""
    gateway = connect(binds=2, reconnect_after=30.0, reconnect_at_most=30.0)
    dead = gateway._links[0].session
    gateway._loop.call_soon_threadsafe(lambda: dead._writer.transport.abort())
    outcomes = [gateway.send(message(f"Balance {number}")) for number in range(4)]
    assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    assert len(smsc.submitted()) == 4


def test_a_long_message_that_is_cut_says_what_left_and_is_unknown(smsc, connect):
    smsc.behave(drop_after=2)
    outcome = connect().send(message(LONG))
    assert outcome == Unknown("1 of 3 parts were taken, then: the connection broke")
    assert [part.udh[5] for part in smsc.submitted()] == [1, 2]


def test_the_rest_of_a_long_message_waits_for_a_bind(smsc, connect, threads):
    """The bind goes after the first part was answered; the second goes by the next session, the first not again."""
    smsc.behave(statuses=[0, 0x08])
    gateway = connect(again_after=0.2)
    sending = threads.send(gateway, message(LONG))
    smsc.wait("submit_sm", 2)
    smsc.drop()
    assert isinstance(sending.result(), Accepted)
    assert [part.udh[5] for part in smsc.accepted()] == [1, 2, 3]


def test_an_answer_that_does_not_come_in_time_leaves_it_unknown_and_the_bind_lives(smsc, connect):
    smsc.behave(hold=True)
    gateway = connect(answer_within=0.2)
    assert gateway.send(message()) == Unknown("no answer in time")
    smsc.wait("enquire_link")
    smsc.behave(hold=False)
    smsc.release()  # the late answer is nobody's
    assert isinstance(gateway.send(message("Balance 2")), Accepted)
    assert len(smsc.records("bind_transceiver")) == 1


def test_a_silent_smsc_is_left_and_found_again(smsc, connect):
    gateway = connect(answer_within=0.2, enquire_every=0.1)
    smsc.pause()
    assert until(lambda: not gateway.ready())
    assert gateway.send(message(kind=SmsKind.CODE)) == Refused("not bound", permanent=False)
    smsc.resume()
    assert until(gateway.ready)
    assert isinstance(gateway.send(message()), Accepted)


def test_while_a_bind_owes_an_answer_nothing_more_is_written_to_it(smsc, connect):
    """The host is gone, and its end of the connection says nothing: a second code would be lost like the first."""
    gateway = connect(answer_within=0.5)
    smsc.pause()
    assert gateway.send(message("code 4821", kind=SmsKind.CODE)) == Unknown("no answer in time")
    assert not gateway.ready()
    assert gateway.send(message("code 4822", kind=SmsKind.CODE)) == Refused("not bound", permanent=False)
    smsc.resume()
    assert until(gateway.ready)
    assert isinstance(gateway.send(message("code 4823", kind=SmsKind.CODE)), Accepted)
    assert "code 4822" not in [each.text for each in smsc.submitted()]


@pytest.mark.parametrize("kind", SmsKind)
def test_nothing_is_bound_nothing_has_left(smsc, connect, kind):
    smsc.behave(bind_status=0x0D)
    gateway = connect(wait=False)
    assert gateway.send(message(kind=kind)) == Refused("not bound", permanent=False)
    assert not gateway.ready()
    assert smsc.submitted() == []
