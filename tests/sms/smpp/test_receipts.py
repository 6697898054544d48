"""What the SMSC reports of the segments that it took."""

import pytest
from django.db import OperationalError

from cabinet.sms.models import PartStatus
from tests.sms.smpp.scene import message

TRY_AGAIN, REJECTED = 0x64, 0x66


@pytest.mark.parametrize("form", ["text", "tlv", "both"])
@pytest.mark.parametrize(
    ("state", "status", "reason"),
    [
        ("DELIVRD", PartStatus.DELIVERED, ""),
        ("EXPIRED", PartStatus.FAILED, "EXPIRED"),
        ("DELETED", PartStatus.FAILED, "DELETED"),
        ("UNDELIV", PartStatus.FAILED, "UNDELIV"),
        ("REJECTD", PartStatus.FAILED, "REJECTD"),
    ],
)
def test_a_receipt_is_read_in_any_form(smsc, connect, written, form, state, status, reason):
    connect()
    assert smsc.receipt("0A17", state, form) == 0
    told = written.receipt()
    assert (told["gateway"], told["gateway_id"], told["status"], told["reason"]) == ("smpp", "0A17", status, reason)


@pytest.mark.parametrize("state", ["ENROUTE", "ACCEPTD", "UNKNOWN"])
@pytest.mark.parametrize("form", ["text", "tlv"])
def test_what_is_not_final_is_no_news(smsc, connect, written, state, form):
    connect()
    assert smsc.receipt("1", state, form) == 0
    assert smsc.receipt("2", "DELIVRD", form) == 0
    assert written.receipt()["gateway_id"] == "2"


@pytest.mark.parametrize(
    "template",
    [
        "id:{id} sub:001 dlvrd:001 submit date:2601010000 stat:{state} err:000 text:id:9 stat:UNDELIV",
        "ID:{id} SUB:001 STAT:{state} ERR:000 TEXT:",
        "stat: {state} id: {id}",
        "Id:{id} Stat:delivrd",
        "id:{id} stat:{state} id:9 stat:UNDELIV",
    ],
)
def test_words_of_any_case_and_order_and_not_those_of_the_message(smsc, connect, written, template):
    connect()
    assert smsc.receipt("17", "DELIVRD", "text", template=template) == 0
    told = written.receipt()
    assert (told["gateway_id"], told["status"]) == ("17", PartStatus.DELIVERED)


def test_the_words_of_the_message_itself_say_nothing(smsc, connect, written):
    connect()
    assert smsc.receipt("17", form="text", template="id:{id} text:stat:DELIVRD") == 0
    assert smsc.receipt("18", form="text", template="id:{id} stat:{state} text:") == 0
    assert written.receipt()["gateway_id"] == "18"


def test_the_error_of_the_network_is_told_as_the_reason(smsc, connect, written):
    connect()
    smsc.receipt("17", "UNDELIV", "text", template="id:{id} stat:{state} err:027 text:Vash")
    assert written.receipt()["reason"] == "UNDELIV 027"


@pytest.mark.parametrize(("whose", "count"), [("all", 3), ("first", 1)])
def test_receipts_for_every_segment_or_for_the_first(smsc, connect, written, whose, count):
    smsc.behave(receipts="both", receipts_for=whose)
    outcome = connect().send(message("Balance " * 45))
    told = {written.receipt()["gateway_id"] for _receipt in range(count)}
    assert told == set(outcome.part_ids[:count])


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_receipt_may_overtake_the_answer(smsc, connect, written, when):
    smsc.behave(receipts="tlv", receipts_when=when)
    outcome = connect().send(message())
    assert written.receipt()["gateway_id"] == outcome.part_ids[0]


def test_a_receipt_that_comes_twice_is_told_twice(smsc, connect, written):
    """Who writes it down knows it again; the SMSC gets OK both times."""
    smsc.behave(receipts="text", receipts_when="twice")
    outcome = connect().send(message())
    assert [written.receipt()["gateway_id"] for _time in range(2)] == [*outcome.part_ids] * 2
    assert [each["status"] for each in smsc.wait("deliver_sm_resp", 2)] == [0, 0]


def test_a_late_receipt_comes_by_whichever_bind_there_is(smsc, connect, written):
    smsc.behave(receipts="both", receipts_when="held")
    gateway = connect()
    outcome = gateway.send(message())
    smsc.drop()
    smsc.wait("bind_transceiver", 2)
    smsc.bound()
    smsc.release()
    assert written.receipt()["gateway_id"] == outcome.part_ids[0]


@pytest.mark.parametrize("ids", ["hex-then-decimal"])
def test_an_id_in_hexadecimal_and_in_decimal_is_one(smsc, connect, written, ids):
    smsc.behave(receipts="both", hexadecimal_ids=True)
    outcome = connect(ids=ids).send(message())
    assert smsc.submitted()[0].message_id == f"{int(outcome.part_ids[0]):x}"
    assert written.receipt()["gateway_id"] == outcome.part_ids[0]


def test_a_receipt_is_confirmed_only_when_it_is_written_down(smsc, connect, written):
    connect()
    written.away = [OperationalError("away"), RuntimeError("a mistake")]
    assert smsc.receipt("17") == TRY_AGAIN
    assert smsc.receipt("17") == TRY_AGAIN
    assert smsc.receipt("17") == 0
    assert written.receipt()["gateway_id"] == "17"
    assert written.receipts.empty()


def test_words_of_a_person_are_never_a_receipt(smsc, connect, written):
    connect()
    assert smsc.deliver(source="79031234567", destination="0611", text="id:17 stat:DELIVRD err:000") == 0
    assert written.message()["text"] == "id:17 stat:DELIVRD err:000"
    assert written.receipts.empty()


def test_a_receipt_without_a_name_is_nobodys(smsc, connect, written):
    connect()
    assert smsc.receipt("17", form="text", template="stat:{state}") == 0
    assert written.receipts.empty()


def test_unknown_parameters_do_not_cost_a_receipt(smsc, connect, written):
    """Of a vendor, of another command, of another width, and with a length that ends beyond the PDU's end."""
    connect()
    tlvs = {"1400": "aabb", "0421": "01", "001d": "6f6b00", "0427": "0002", "001e": "313700"}
    assert smsc.deliver(source="79031234567", destination="0611", hex="", esm_class=4, tlvs=tlvs) == 0
    assert (told := written.receipt())["gateway_id"] == "17"
    assert told["status"] == PartStatus.DELIVERED
