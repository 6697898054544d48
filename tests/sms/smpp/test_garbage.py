"""Whatever comes over the connection: the gateway lives, and the next message leaves."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cabinet.sms.gateways.base import Accepted
from cabinet.sms.gateways.smpp import pdus, reading
from cabinet.sms.gateways.smpp.frames import HEADER, LONGEST, Frame, Frames, Garbage
from cabinet.sms.gateways.smpp.pdus import Malformed
from tests.sms.smpp.scene import MSISDN, message, until
from tests.smsc import pdu as other

BAD_COMMAND, BAD_LENGTH = 3, 2
DELIVER = other.message_body(b"STOP", source_addr=MSISDN, destination_addr="0611")


def header(length, command, sequence=7, status=0) -> str:
    return struct.pack(">IIII", length, command, status, sequence).hex()


@pytest.mark.parametrize("length", [0, 1, 15, LONGEST + 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF])
def test_a_length_that_cannot_be_ends_the_connection_and_another_is_made(smsc, connect, length):
    gateway = connect()
    smsc.raw(header(length, 5) + MSISDN.encode().hex())  # what is there must not reach the log, either
    assert smsc.wait("generic_nack")[0]["status"] == BAD_LENGTH
    smsc.wait("bind_transceiver", 2)
    assert until(gateway.ready)
    assert isinstance(gateway.send(message()), Accepted)


@pytest.mark.parametrize("command", [0x03, 0x04, 0x0103, 0x7777, 0x00010200])
def test_a_request_that_we_do_not_know_is_refused_by_its_number(smsc, connect, command):
    gateway = connect()
    smsc.raw(header(16, command, sequence=77))
    nack = smsc.wait("generic_nack")[0]
    assert (nack["status"], nack["sequence"]) == (BAD_COMMAND, 77)
    assert isinstance(gateway.send(message()), Accepted)
    assert len(smsc.records("bind_transceiver")) == 1


@pytest.mark.parametrize("command", [0x80000000, 0x80000004, 0x80000015, 0x80000777, 0x0B, 0x0102])
def test_answers_that_nobody_waits_for_and_news_that_want_none_are_passed_over(smsc, connect, command):
    gateway = connect()
    smsc.raw(header(16, command, sequence=999))
    assert isinstance(gateway.send(message()), Accepted)
    assert {line["name"] for line in smsc.records()} == {"bind_transceiver", "submit_sm"}


def test_an_answer_of_another_kind_is_no_answer(smsc, connect, threads):
    smsc.behave(hold=True)
    gateway = connect()
    sending = threads.send(gateway, message())
    sequence = smsc.wait("submit_sm")[0]["sequence"]
    smsc.raw(header(16, 0x80000015, sequence=sequence))
    smsc.raw(header(16, 0x15))
    smsc.wait("enquire_link_resp")  # both were read
    assert not sending.done()
    smsc.release()
    assert isinstance(sending.result(), Accepted)


@pytest.mark.parametrize("size", [0, 3, 20, len(DELIVER) - 5, len(DELIVER) - 4, len(DELIVER) - 1])
def test_a_deliver_sm_that_ends_too_soon_is_rejected(smsc, connect, written, size):
    gateway = connect()
    smsc.raw(header(16 + size, 5) + DELIVER[:size].hex())
    assert smsc.wait("deliver_sm_resp")[0]["status"] == 0x66
    assert isinstance(gateway.send(message()), Accepted)
    assert written.incoming.empty()


def test_a_text_without_its_end_is_malformed():
    """smpplib begins anew at the first byte then, and finds a message."""
    whole = other.pack(5, sequence=1, body=b"\x00\x01\x01" + b"9" * 200)
    with pytest.raises(Malformed):
        pdus.message(Frame(5, 0, 1, whole))


def test_half_a_pdu_is_waited_for_and_forgotten_with_its_connection(smsc, connect, written):
    gateway = connect()
    whole = header(16 + len(DELIVER), 5) + DELIVER.hex()
    smsc.raw(whole[:50])
    smsc.raw(whole[50:])
    assert written.message()["text"] == "STOP"
    smsc.raw(whole[:50])
    smsc.drop()
    smsc.wait("bind_transceiver", 2)
    assert until(gateway.ready)
    smsc.raw(whole)
    assert written.message()["text"] == "STOP"


@settings(deadline=None)
@given(st.lists(st.binary(max_size=200), max_size=8), st.randoms(use_true_random=False))
def test_pdus_come_out_whole_however_they_were_cut(bodies, random):
    stream = b"".join(other.pack(5, sequence=number, body=body) for number, body in enumerate(bodies))
    frames, found, rest = Frames(), [], stream
    while rest:
        size = random.randint(1, len(rest))
        found += frames.feed(rest[:size])
        rest = rest[size:]
    assert [(frame.sequence, frame.data[16:]) for frame in found] == list(enumerate(bodies))


@settings(deadline=None)
@given(st.lists(st.binary(max_size=64), max_size=20))
def test_any_bytes_in_any_pieces_are_pdus_or_garbage(pieces):
    frames = Frames()
    try:
        for piece in pieces:
            for frame in frames.feed(piece):
                assert len(frame.data) >= HEADER.size
    except Garbage:
        pass


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_body_is_a_message_or_malformed(body):
    try:
        message = pdus.message(Frame(5, 0, 1, other.pack(5, sequence=1, body=body)))
        reading.read(message)
    except Malformed:
        pass


texts = st.text(st.characters(codec="latin-1", exclude_characters="\0"), max_size=20)


@settings(deadline=None)
@given(
    texts,
    texts,
    st.binary(max_size=255),
    st.integers(0, 255),
    st.integers(0, 255),
    st.dictionaries(st.integers(0, 0xFFFF), st.binary(max_size=70), max_size=6),
)
def test_both_readings_of_a_deliver_sm_agree(source, destination, data, esm_class, coding, tlvs):
    tlvs = {tag: value for tag, value in tlvs.items() if tag != other.MESSAGE_PAYLOAD}
    body = other.message_body(
        data, tlvs, source_addr=source, destination_addr=destination, esm_class=esm_class, data_coding=coding
    )
    whole = other.pack(5, sequence=1, body=body)
    ours, theirs = pdus.message(Frame(5, 0, 1, whole)), other.unpack(whole)
    assert (ours.source, ours.destination) == (source, destination)
    assert (ours.data, ours.esm_class, ours.data_coding) == (data, esm_class, coding)
    assert theirs.fields["short_message"] == ours.data
    reading_of = theirs.tlvs.get(other.RECEIPTED_MESSAGE_ID)
    if reading_of is not None:
        assert ours.receipted_id == (reading_of.split(b"\0")[0].decode("latin-1").strip() or None)


@settings(deadline=None)
@given(texts, st.integers(0, 0xFFFFFFFF))
def test_a_submit_sm_resp_reads_as_its_name(name, status):
    whole = other.pack(0x80000004, sequence=1, status=status, body=name.encode("latin-1") + b"\0")
    assert pdus.message_id(Frame(0x80000004, status, 1, whole)) == name.strip()


@settings(deadline=None)
@given(st.binary(max_size=40))
def test_any_body_of_a_submit_sm_resp_is_a_name_or_none(body):
    assert isinstance(pdus.message_id(Frame(0x80000004, 0, 1, other.pack(0x80000004, sequence=1, body=body))), str)
