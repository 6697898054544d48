"""PDUs of SMPP 3.4 by `struct` alone: the other side's own idea of the protocol, so that two readings are compared."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Any

HEADER = struct.Struct(">IIII")
RESPONSE = 0x80000000
BIND_RECEIVER, BIND_TRANSMITTER, SUBMIT_SM, DELIVER_SM, UNBIND, BIND_TRANSCEIVER, ENQUIRE_LINK = 1, 2, 4, 5, 6, 9, 0x15
GENERIC_NACK = 0x80000000
BINDS = (BIND_RECEIVER, BIND_TRANSMITTER, BIND_TRANSCEIVER)
NAMES = {
    1: "bind_receiver",
    2: "bind_transmitter",
    4: "submit_sm",
    5: "deliver_sm",
    6: "unbind",
    9: "bind_transceiver",
    0x15: "enquire_link",
}
# Mandatory fields in their order: text ends with NUL, a number is one byte.
BIND_FIELDS = (
    ("system_id", str),
    ("password", str),
    ("system_type", str),
    ("interface_version", int),
    ("addr_ton", int),
    ("addr_npi", int),
    ("address_range", str),
)
MESSAGE_FIELDS = (
    ("service_type", str),
    ("source_addr_ton", int),
    ("source_addr_npi", int),
    ("source_addr", str),
    ("dest_addr_ton", int),
    ("dest_addr_npi", int),
    ("destination_addr", str),
    ("esm_class", int),
    ("protocol_id", int),
    ("priority_flag", int),
    ("schedule_delivery_time", str),
    ("validity_period", str),
    ("registered_delivery", int),
    ("replace_if_present_flag", int),
    ("data_coding", int),
    ("sm_default_msg_id", int),
)
RECEIPTED_MESSAGE_ID, MESSAGE_STATE, MESSAGE_PAYLOAD = 0x001E, 0x0427, 0x0424
SAR_REFERENCE, SAR_TOTAL, SAR_SEQ = 0x020C, 0x020E, 0x020F


@dataclass
class Pdu:
    command: int
    status: int
    sequence: int
    fields: dict[str, Any] = field(default_factory=dict)
    tlvs: dict[int, bytes] = field(default_factory=dict)

    @property
    def name(self) -> str:
        if self.command == GENERIC_NACK:
            return "generic_nack"
        base = NAMES.get(self.command & ~RESPONSE, hex(self.command & ~RESPONSE))
        return base + ("_resp" if self.command & RESPONSE else "")


def pack(command: int, *, status: int = 0, sequence: int, body: bytes = b"") -> bytes:
    return HEADER.pack(HEADER.size + len(body), command, status, sequence) + body


def message_body(short_message: bytes = b"", tlvs: dict[int, bytes] | None = None, **fields: Any) -> bytes:
    """The body of a submit_sm or deliver_sm; fields that are not named are empty."""
    head = b"".join(
        bytes([fields.get(name, 0)]) if kind is int else fields.get(name, "").encode("latin-1") + b"\0"
        for name, kind in MESSAGE_FIELDS
    )
    tail = b"".join(struct.pack(">HH", tag, len(value)) + value for tag, value in (tlvs or {}).items())
    return head + bytes([len(short_message)]) + short_message + tail


def unpack(data: bytes) -> Pdu:
    """The whole PDU in `data`; raises `ValueError` or `IndexError` for what is none."""
    length, command, status, sequence = HEADER.unpack_from(data)
    if length != len(data):
        raise ValueError("the length lies")
    pdu, body = Pdu(command, status, sequence), data[HEADER.size :]
    if command in BINDS:
        body = _take(pdu, body, BIND_FIELDS)
    elif command in (SUBMIT_SM, DELIVER_SM):
        body = _take(pdu, body, MESSAGE_FIELDS)
        size = body[0]
        if len(body) < 1 + size:
            raise ValueError("sm_length lies")
        pdu.fields["short_message"], body = body[1 : 1 + size], body[1 + size :]
        while body:
            tag, size = struct.unpack_from(">HH", body)
            pdu.tlvs[tag], body = body[4 : 4 + size], body[4 + size :]
    return pdu


def _take(pdu: Pdu, body: bytes, layout: tuple[tuple[str, type], ...]) -> bytes:
    for name, kind in layout:
        if kind is int:
            pdu.fields[name], body = body[0], body[1:]
        else:
            text, body = body[: body.index(0)], body[body.index(0) + 1 :]
            pdu.fields[name] = text.decode("latin-1")
    return body
