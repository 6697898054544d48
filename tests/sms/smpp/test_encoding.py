"""Any text leaves and reads back as it was, by the other side's own code."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from cabinet.sms import segments
from cabinet.sms.gateways.base import Outgoing
from cabinet.sms.gateways.smpp import outgoing, pdus, reading
from cabinet.sms.gateways.smpp.frames import Frame
from cabinet.sms.gateways.smpp.inbox import Names
from cabinet.sms.models import SmsKind
from tests.sms.smpp.scene import MSISDN
from tests.smsc import pdu as other

NOT_AFTER = datetime(2026, 3, 1, 23, 59, 59, tzinfo=timezone(timedelta(hours=3)))
gsm = st.text(st.sampled_from(segments.BASIC.replace(segments.ESCAPE, "") + "".join(segments.EXTENSION)), max_size=500)
anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


def left(text: str, references: outgoing.References | None = None) -> list[other.Pdu]:
    message = Outgoing(uuid4(), MSISDN, SmsKind.NOTICE, "Operator", text, NOT_AFTER)
    fields = outgoing.submissions(message, sender="Operator", references=references or outgoing.References())
    return [other.unpack(pdus.build("submit_sm", sequence=5, **each)) for each in fields]


@settings(deadline=None)
@given(gsm | anything)
def test_any_text_comes_out_as_it_went_in(text):
    parts = left(text)
    together = []
    for number, part in enumerate(parts, start=1):
        data, coding = part.fields["short_message"], part.fields["data_coding"]
        if len(parts) > 1:
            assert part.fields["esm_class"] == 0x40
            assert (data[:3], data[4], data[5]) == (b"\x05\x00\x03", len(parts), number)
            data = data[6:]
        encoding = {0: segments.Encoding.GSM7, 8: segments.Encoding.UCS2}[coding]
        assert len(data) <= ({0: 160, 8: 140} if len(parts) == 1 else {0: 153, 8: 134})[coding]
        together.append(segments.decode(data, encoding))  # each part alone: nothing is cut in two
    assert "".join(together) == text
    assert len(parts) == 1 or len({part.fields["short_message"][3] for part in parts}) == 1


@settings(deadline=None)
@given(gsm | anything)
def test_what_leaves_can_be_read_by_our_own_reading(text):
    together = []
    for part in left(text):
        body = other.message_body(
            part.fields["short_message"],
            source_addr=MSISDN,
            destination_addr="0611",
            esm_class=part.fields["esm_class"],
            data_coding=part.fields["data_coding"],
        )
        together.append(reading.read(pdus.message(Frame(5, 0, 1, other.pack(5, sequence=1, body=body)))).text)
    assert "".join(together) == text


def test_references_of_one_number_repeat_after_256_and_not_sooner():
    references = outgoing.References()
    for _other in range(1000):
        references.next("79160000001")
    of_one = [references.next(MSISDN) for _message in range(256)]
    assert sorted(of_one) == list(range(256))


def test_references_are_remembered_of_so_many_numbers_and_no_more():
    references = outgoing.References()
    for number in range(outgoing.REMEMBERED + 10):
        references.next(str(number))
    assert len(references._last) == outgoing.REMEMBERED


def test_the_validity_is_the_moment_in_utc():
    assert outgoing.validity(NOT_AFTER) == "260301205959000+"
    assert outgoing.validity(NOT_AFTER.astimezone(UTC)) == "260301205959000+"


@settings(deadline=None)
@given(st.integers(0, 2**64))
def test_ids_of_both_kinds_are_kept_as_one(number):
    hexadecimal, decimal = f"{number:X}", str(number)
    kept = Names("hex-then-decimal")
    assert kept.of_answer(hexadecimal) == kept.of_receipt(decimal) == decimal
    kept = Names("decimal-then-hex")
    assert kept.of_answer(decimal) == kept.of_receipt(hexadecimal) == decimal
    assert Names("same").of_answer("0A") == "0A" == Names("same").of_receipt("0A")
    assert Names("hex-then-decimal").of_answer("not-a-number") == "not-a-number"
