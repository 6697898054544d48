"""PDUs by smpplib: its PDU layer only, read more strictly than it reads by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from smpplib import command, command_codes, consts
from smpplib.ptypes import ostr

from cabinet.sms.gateways.smpp.frames import Frame

CODES: dict[str, int] = command_codes.commands
NO_TEXT = b""


class Malformed(Exception):
    """The body of a PDU is not what its command demands. Says nothing of what is in it."""


@dataclass(frozen=True, slots=True)
class Message:
    """A deliver_sm: an incoming SMS, or a receipt."""

    source: str
    source_ton: int
    destination: str
    esm_class: int
    data_coding: int
    data: bytes  # of short_message, or of message_payload
    receipted_id: str | None
    state: int | None
    sar: tuple[int, int, int] | None  # reference, total, seq

    @property
    def has_header(self) -> bool:
        """Whether `data` begins with a user data header."""
        return bool(self.esm_class & consts.SMPP_GSMFEAT_UDHI)


class _Strict:
    """smpplib takes a text without its end, and a length beyond the end, for something; here they are errors."""

    def _parse_string(self, field: str, data: bytes, pos: int, length: int | None = None) -> Any:
        if length is None and data.find(b"\0", pos) < 0:
            raise Malformed(field)
        return super()._parse_string(field, data, pos, length)  # type: ignore[misc]

    def _parse_ostring(self, field: str, data: bytes, pos: int, length: int | None = None) -> Any:
        needed = int(self.sm_length) if length is None else length  # type: ignore[attr-defined]
        if pos + needed > len(data):
            raise Malformed(field)
        return super()._parse_ostring(field, data, pos, length)  # type: ignore[misc]


class _DeliverSM(_Strict, command.DeliverSM):
    """Optional parameters as their bytes, every one that smpplib knows: it stumbles over those of other commands and
    over numbers of another width, and a receipt would be lost for a parameter that nobody reads."""

    params = command.DeliverSM.params | {name: command.Param(type=ostr) for name in consts.OPTIONAL_PARAMS}


class _SubmitSMResp(_Strict, command.SubmitSMResp):
    pass


MANDATORY = _DeliverSM.params_order[: _DeliverSM.params_order.index("short_message")]


def build(name: str, *, sequence: int, status: int = consts.SMPP_ESME_ROK, **fields: Any) -> bytes:
    """The bytes of the PDU `name`."""
    pdu = command.factory(name, sequence=sequence, status=status, **fields)
    pdu.sequence = sequence  # the constructor wants one, and forgets it
    data: bytes = pdu.generate()
    return data


def message(frame: Frame) -> Message:
    """The deliver_sm in `frame`; raises `Malformed`."""
    parsed = _DeliverSM("deliver_sm", sequence=0, allow_unknown_opt_params=True)
    for field in MANDATORY:
        setattr(parsed, field, None)  # smpplib is content when a body ends before its fields do, and keeps defaults
    _parse(parsed, frame)
    cut_short = parsed.sm_length and parsed.short_message is None
    if cut_short or any(getattr(parsed, field) is None for field in MANDATORY):
        raise Malformed("the body ended before its fields did")
    return Message(
        source=parsed.source_addr.decode("latin-1"),
        source_ton=parsed.source_addr_ton,
        destination=parsed.destination_addr.decode("latin-1"),
        esm_class=parsed.esm_class,
        data_coding=parsed.data_coding,
        data=parsed.short_message or parsed.message_payload or NO_TEXT,
        receipted_id=_text(parsed.receipted_message_id),
        state=_number(parsed.message_state),
        sar=_sar(parsed),
    )


def message_id(frame: Frame) -> str:
    """The name in a submit_sm_resp; nothing where there is none."""
    parsed = _SubmitSMResp("submit_sm_resp", allow_unknown_opt_params=True)
    try:
        _parse(parsed, frame)
    except Malformed:
        return ""
    return _text(parsed.message_id) or ""


def _parse(pdu: Any, frame: Frame) -> None:
    try:
        pdu.parse(frame.data)
    except Malformed:
        raise
    except Exception as error:  # whatever the library stumbles over in bytes of strangers
        raise Malformed(type(error).__name__) from None


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.split(b"\0")[0].decode("latin-1").strip() or None


def _number(value: bytes | None) -> int | None:
    return int.from_bytes(value) if value else None


def _sar(parsed: Any) -> tuple[int, int, int] | None:
    reference, total = _number(parsed.sar_msg_ref_num), _number(parsed.sar_total_segments)
    seq = _number(parsed.sar_segment_seqnum)
    return None if reference is None or total is None or seq is None else (reference, total, seq)
