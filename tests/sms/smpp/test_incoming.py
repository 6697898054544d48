"""What people send to the short number."""

import threading

import pytest
from django.db import OperationalError

from cabinet.sms import segments
from tests.sms.smpp.scene import MSISDN, message, until
from tests.smsc import pdu

TRY_AGAIN, REJECTED = 0x64, 0x66
FROM = {"source": MSISDN, "destination": "0611"}


@pytest.mark.parametrize(
    ("data", "coding", "text"),
    [
        (b"\x00 \x1be \x11", 0, "@ € _"),
        ("Баланс 🙂".encode("utf-16-be"), 8, "Баланс 🙂"),
        ("Ça va".encode("latin-1"), 3, "Ça va"),
        (b"STOP", 1, "STOP"),
        ("СТОП".encode("iso8859-5"), 6, "СТОП"),
        ("СТОП".encode("utf-16-be"), 0x18, "СТОП"),  # GSM's own way: UCS-2, class 0
        (b"STOP\x00", 0xF1, "STOP@"),
        (b"", 0, ""),
    ],
)
def test_words_are_read_in_any_alphabet(smsc, connect, written, data, coding, text):
    connect()
    assert smsc.deliver(**FROM, hex=data.hex(), data_coding=coding) == 0
    told = written.message()
    assert (told["gateway"], told["msisdn"], told["short_number"]) == ("smpp", MSISDN, "0611")
    assert (told["text"], told["part"]) == (text, None)


def test_words_in_the_payload_parameter(smsc, connect, written):
    connect()
    assert smsc.deliver(**FROM, text="Баланс " * 60, payload=True) == 0
    assert written.message()["text"] == "Баланс " * 60


@pytest.mark.parametrize("header", ["050003{ref:02x}{total:02x}{seq:02x}", "060804{ref:04x}{total:02x}{seq:02x}"])
def test_parts_are_known_by_their_header(smsc, connect, written, header):
    connect()
    for seq, text in ((2, "часть"), (1, "первая ")):
        assert smsc.deliver(**FROM, text=text, udh=header.format(ref=0x91, total=2, seq=seq)) == 0
        told = written.message()
        assert (told["text"], told["part"].reference, told["part"].total, told["part"].seq) == (text, 0x91, 2, seq)


def test_other_elements_of_a_header_are_passed_over(smsc, connect, written):
    connect()
    assert smsc.deliver(**FROM, text="STOP", udh="0b" + "0504158a0000" + "0003070201") == 0
    assert written.message()["part"].reference == 7


def test_parts_are_known_by_optional_parameters(smsc, connect, written):
    connect()
    tlvs = {"020c": "1234", "020e": "03", "020f": "02"}
    assert smsc.deliver(**FROM, text="middle", tlvs=tlvs) == 0
    told = written.message()["part"]
    assert (told.reference, told.total, told.seq) == (0x1234, 3, 2)


@pytest.mark.parametrize("udh", ["0500030101" + "01", "0500030103" + "00", "0500030103" + "04"])
def test_parts_that_cannot_be_are_messages(smsc, connect, written, udh):
    connect()
    assert smsc.deliver(**FROM, text="STOP", udh=udh) == 0
    assert written.message()["part"] is None


@pytest.mark.parametrize(
    ("source", "msisdn"),
    [("+79031234567", MSISDN), ("89031234567", MSISDN), ("9031234567", MSISDN), ("77011234567", "77011234567")],
)
def test_a_number_is_kept_as_the_portal_keeps_it(smsc, connect, written, source, msisdn):
    connect()
    assert smsc.deliver(source=source, destination="+0611", text="STOP") == 0
    assert (told := written.message())["msisdn"] == msisdn
    assert told["short_number"] == "0611"


@pytest.mark.parametrize(
    "what", [{"source": "Bank"}, {"source": "0611"}, {"source": ""}, {"data_coding": 4}, {"esm_class": 0x08}]
)
def test_what_is_no_persons_word_is_confirmed_and_forgotten(smsc, connect, written, what):
    connect()
    assert smsc.deliver(**(FROM | {"text": "STOP"} | what)) == 0
    assert written.incoming.empty()


@pytest.mark.parametrize("header", ["7f0003010203", ""])
def test_what_nobody_can_read_is_rejected_and_does_not_come_again(smsc, connect, written, header):
    connect()
    assert smsc.deliver(**FROM, hex=header, esm_class=0x40) == REJECTED
    assert smsc.deliver(**FROM, text="STOP") == 0
    assert written.message()["text"] == "STOP"


def test_it_is_confirmed_only_when_it_is_written_down(smsc, connect, written):
    connect()
    written.away = [OperationalError("away")]
    assert smsc.deliver(**FROM, text="STOP") == TRY_AGAIN
    assert smsc.deliver(**FROM, text="STOP") == 0
    assert written.message()["text"] == "STOP"
    assert written.incoming.empty()


def test_the_same_words_twice_are_two_messages_and_the_same_pdu_is_one(smsc, connect, written):
    connect()
    for repeat in (False, False, True):
        smsc.deliver(**FROM, text="102", repeat=repeat)
    first, second, again = (written.message()["source_id"] for _message in range(3))
    assert first != second == again


def test_what_the_smsc_could_not_learn_that_we_have_is_one_message(smsc, connect, written):
    """The connection breaks after we confirmed: the SMSC brings it again, with another number."""
    gateway = connect()
    smsc.deliver(**FROM, text="110")
    smsc.drop()
    smsc.wait("bind_transceiver", 2)
    assert until(gateway.ready)
    for _time in range(2):
        smsc.deliver(**FROM, text="110")
    first, again, new = (written.message()["source_id"] for _message in range(3))
    assert first == again != new


def test_what_was_being_written_when_the_connection_broke_is_one_message(smsc, connect, written, threads):
    writing, may = threading.Event(), threading.Event()
    plain = written.handlers().incoming

    def slowly(**facts):
        writing.set()
        assert may.wait(20)
        plain(**facts)

    gateway = connect(incoming=slowly)
    delivered = threads.run(lambda: smsc.deliver(**FROM, text="110"))
    assert writing.wait(20)
    assert gateway.ready()
    session = gateway._links[0].session
    gateway._loop.call_soon_threadsafe(lambda: session._writer.transport.abort())
    assert delivered.result() == -1
    smsc.wait("bind_transceiver", 2)
    assert until(gateway.ready)
    may.set()
    assert smsc.deliver(**FROM, text="110") == 0
    assert written.message()["source_id"] == written.message()["source_id"]


def test_what_came_again_while_the_database_was_away_is_still_one_message(smsc, connect, written):
    gateway = connect()
    smsc.deliver(**FROM, text="110")
    smsc.drop()
    smsc.wait("bind_transceiver", 2)
    assert until(gateway.ready)
    written.away = [OperationalError("away")]
    assert smsc.deliver(**FROM, text="110") == TRY_AGAIN
    assert smsc.deliver(**FROM, text="110") == 0
    assert written.message()["source_id"] == written.message()["source_id"]


def test_what_was_written_though_the_database_could_not_say_so_is_one_message(smsc, connect, written):
    """The connection to the database breaks between its commit and its answer."""
    plain, breaks = written.handlers().incoming, [OperationalError("cut")]

    def written_and_cut(**facts):
        plain(**facts)
        if breaks:
            raise breaks.pop()

    connect(incoming=written_and_cut)
    assert smsc.deliver(**FROM, text="110") == TRY_AGAIN
    assert smsc.deliver(**FROM, text="110") == 0
    assert written.message()["source_id"] == written.message()["source_id"]


def deliver_sm(text: bytes, sequence: int) -> str:
    body = pdu.message_body(text, source_addr=MSISDN, destination_addr="0611")
    return pdu.pack(pdu.DELIVER_SM, sequence=sequence, body=body).hex()


def test_closing_confirms_what_is_being_written_and_takes_nothing_more(smsc, connect, written, threads):
    """Else the SMSC would bring it again to a process that does not know it."""
    writing, may = threading.Event(), threading.Event()
    plain = written.handlers().incoming

    def slowly(**facts):
        writing.set()
        assert may.wait(20)
        plain(**facts)

    gateway = connect(incoming=slowly)
    smsc.raw(deliver_sm(b"110", 900))
    assert writing.wait(20)
    closing = threads.run(gateway.close)
    assert until(lambda: gateway._inbox._closing)
    smsc.raw(deliver_sm(b"102", 901))
    smsc.wait("deliver_sm_resp")
    assert not closing.done()
    may.set()
    closing.result()
    answers = [(each["sequence"], each["status"]) for each in smsc.wait("deliver_sm_resp", 2)]
    assert answers == [(901, TRY_AGAIN), (900, 0)]
    assert written.message()["text"] == "110"
    assert written.incoming.empty()


def test_what_comes_while_messages_leave_is_taken(smsc, connect, written, threads):
    gateway = connect()
    sending = [threads.send(gateway, message(f"Balance {number}")) for number in range(40)]
    for number in range(40):
        assert smsc.deliver(**FROM, text=f"{number}") == 0
    assert {written.message()["text"] for _message in range(40)} == {f"{number}" for number in range(40)}
    assert len([each.result() for each in sending]) == 40


def test_a_message_of_ours_reads_back_as_it_was(smsc, connect, written):
    """What leaves and what comes is encoded alike: send the parts of one back."""
    connect().send(message("Баланс 🙂 " * 20))
    for part in smsc.submitted():
        smsc.deliver(**FROM, hex=part.fields["short_message"], data_coding=8, esm_class=0x40)
    parts = [written.message() for _part in smsc.submitted()]
    parts.sort(key=lambda told: told["part"].seq)
    assert "".join(told["text"] for told in parts) == "Баланс 🙂 " * 20
    assert len(parts) == len(segments.split("Баланс 🙂 " * 20).parts)
