"""What the SMSC reports of a message: by words, by optional parameters, or by both."""

from __future__ import annotations

from tests.smsc import pdu
from tests.smsc.manner import Manner
from tests.smsc.pdu import Pdu

STATES = {
    "ENROUTE": 1,
    "DELIVRD": 2,
    "EXPIRED": 3,
    "DELETED": 4,
    "UNDELIV": 5,
    "ACCEPTD": 6,
    "UNKNOWN": 7,
    "REJECTD": 8,
}
RECEIPT = 0x04  # esm_class


def wanted(came: Pdu, manner: Manner) -> bool:
    """Whether the SMSC reports of this segment."""
    if manner.receipts == "none" or not came.fields["registered_delivery"] & 1:
        return False
    data = came.fields["short_message"]
    seq = data[data[0]] if came.fields["esm_class"] & 0x40 else 1  # the last byte of the header is the part's number
    return manner.receipts_for == "all" or seq == 1


def body(number: str, *, state: str, form: str, about: str, to: str, template: str = "") -> bytes:
    """The body of a deliver_sm that reports `state` of the message `number`."""
    words = template or (
        "id:{id} sub:001 dlvrd:001 submit date:2601010000 done date:2601010000 stat:{state} err:000 text:Vash kod 1"
    )
    tlvs = {pdu.RECEIPTED_MESSAGE_ID: number.encode() + b"\0", pdu.MESSAGE_STATE: bytes([STATES.get(state.upper(), 7)])}
    return pdu.message_body(
        words.format(id=number, state=state).encode("latin-1") if form in ("text", "both") else b"",
        tlvs if form in ("tlv", "both") else None,
        source_addr_ton=1,
        source_addr_npi=1,
        source_addr=about,
        destination_addr=to,
        esm_class=RECEIPT,
    )
