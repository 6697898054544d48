"""What a deliver_sm says: pure functions from its bytes to a receipt or to words of a person."""

from __future__ import annotations

import re
from dataclasses import dataclass

from smpplib import consts

from cabinet.core import phones
from cabinet.sms import segments
from cabinet.sms.gateways.smpp.pdus import Malformed, Message
from cabinet.sms.models import PartStatus

RECEIPT, INTERMEDIATE = 0x04, 0x20  # in esm_class
KINDS = 0x3C  # the bits of esm_class that tell what the message is
SAYS = re.compile(r"\b(id|stat|err):\s*([^\s:]+)", re.IGNORECASE)
SHORTEST_NUMBER = 7  # digits: shorter senders are services, not people

# Only what is final. A message that is on its way, or of which the SMSC lost track, is as it was: sent.
BY_STATE = {
    2: PartStatus.DELIVERED,
    3: PartStatus.FAILED,
    4: PartStatus.FAILED,
    5: PartStatus.FAILED,
    8: PartStatus.FAILED,
    9: PartStatus.FAILED,
}
STATES = {3: "EXPIRED", 4: "DELETED", 5: "UNDELIV", 8: "REJECTD", 9: "SKIPPED"}
BY_WORD = {
    "DELIVRD": PartStatus.DELIVERED,
    "EXPIRED": PartStatus.FAILED,
    "DELETED": PartStatus.FAILED,
    "UNDELIV": PartStatus.FAILED,
    "REJECTD": PartStatus.FAILED,
}


@dataclass(frozen=True)
class Receipt:
    """`status` is None where it says nothing final."""

    message_id: str  # as the SMSC writes it
    status: PartStatus | None
    reason: str = ""


@dataclass(frozen=True)
class Concatenation:
    reference: int
    total: int
    seq: int


@dataclass(frozen=True)
class Words:
    """An incoming SMS, or one part of a long one."""

    msisdn: str
    short_number: str
    text: str
    part: Concatenation | None = None


def read(message: Message) -> Receipt | Words | None:
    """What `message` is; None for what is not for us: acknowledgements, binary data, senders that are no telephones.

    A receipt is known by what only the SMSC can set, never by words: anybody can write those into an SMS. Raises
    `Malformed`.
    """
    kind = message.esm_class & KINDS
    if kind in (RECEIPT, INTERMEDIATE) or message.receipted_id is not None:
        return _receipt(message)
    return None if kind else _words(message)


def _receipt(message: Message) -> Receipt | None:
    said = _said(message)
    name = message.receipted_id or said.get("id")
    if not name:
        return None
    if message.state is not None:
        status = BY_STATE.get(message.state)
        word = STATES.get(message.state, "")
    else:
        word = said.get("stat", "").upper()
        status = BY_WORD.get(word)
    error = said.get("err", "").strip("0")
    reason = f"{word} {said['err']}" if error else word
    return Receipt(name, status, reason[:60] if status == PartStatus.FAILED else "")


def _said(message: Message) -> dict[str, str]:
    """The words of the receipt before `text:`, where the message itself is quoted."""
    text = message.data.decode(
        "utf-16-be" if message.data_coding == consts.SMPP_ENCODING_ISO10646 else "latin-1", "replace"
    )
    head = re.split(r"\btext:", text, maxsplit=1, flags=re.IGNORECASE)[0]
    return {key.lower(): value for key, value in reversed(SAYS.findall(head))}  # the first of each counts


def _words(message: Message) -> Words | None:
    msisdn = _msisdn(message)
    data, part = _without_header(message)
    text = _text(data, message.data_coding)
    if msisdn is None or text is None:
        return None
    return Words(msisdn, message.destination.removeprefix("+")[:20], text, part)


def _msisdn(message: Message) -> str | None:
    """Who wrote, as the portal keeps numbers; None for names of services."""
    digits = message.source.removeprefix("+")
    if not digits.isascii() or not digits.isdigit() or not SHORTEST_NUMBER <= len(digits) <= phones.LONGEST:
        return None
    try:
        return phones.parse(digits)
    except phones.NotANumber:
        return digits  # another country's


def _without_header(message: Message) -> tuple[bytes, Concatenation | None]:
    if not message.has_header:
        return message.data, _concatenation(*message.sar) if message.sar else None
    if not message.data or 1 + message.data[0] > len(message.data):
        raise Malformed("header")
    size = 1 + message.data[0]
    header, data, part = message.data[1:size], message.data[size:], None
    while len(header) >= 2:
        element, length = header[0], header[1]
        value, header = header[2 : 2 + length], header[2 + length :]
        if element == consts.SMPP_UDHIEIE_CONCATENATED and len(value) == 3:
            part = _concatenation(*value)
        elif element == consts.SMPP_UDHIEIE_CONCATENATED16 and len(value) == 4:
            part = _concatenation(int.from_bytes(value[:2]), value[2], value[3])
    return data, part


def _concatenation(reference: int, total: int, seq: int) -> Concatenation | None:
    """None for a message of one part, and for parts that cannot be."""
    return Concatenation(reference, total, seq) if total > 1 and 1 <= seq <= total and reference <= 0xFFFF else None


def _text(data: bytes, coding: int) -> str | None:
    """None for what is no text."""
    if coding >= 0x10:  # a class or a group of GSM: two bits tell the alphabet
        coding = {0x00: 0, 0x04: 4, 0x08: 8}.get(coding & 0x0C, 4)
    match coding:
        case consts.SMPP_ENCODING_DEFAULT:
            return segments.decode(data, segments.Encoding.GSM7)
        case consts.SMPP_ENCODING_IA5:
            return data.decode("ascii", "replace")
        case consts.SMPP_ENCODING_ISO88591:
            return data.decode("latin-1")
        case consts.SMPP_ENCODING_ISO88595:
            return data.decode("iso8859-5", "replace")
        case consts.SMPP_ENCODING_ISO10646:
            return segments.decode(data, segments.Encoding.UCS2)
    return None
