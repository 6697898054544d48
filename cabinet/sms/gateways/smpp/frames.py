"""Bytes as they come, in any pieces, to whole PDUs."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

HEADER = struct.Struct(">IIII")
LONGEST = 64 * 1024 + 1024  # bytes: a message_payload is 64 KiB at most
RESPONSE = 0x80000000


class Garbage(Exception):
    """The length of a PDU cannot be one: where the next begins nobody can tell, so the connection must end."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One PDU: its header read, its body not yet."""

    command: int
    status: int
    sequence: int
    data: bytes  # with the header

    @property
    def is_answer(self) -> bool:
        return bool(self.command & RESPONSE)


class Frames:
    """Fed with what was received; holds at most one unfinished PDU."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def feed(self, data: bytes) -> Iterator[Frame]:
        """The PDUs that are whole now. Raises `Garbage` for a length that is too small or too large."""
        self._waiting += data
        while len(self._waiting) >= 4:
            length = int.from_bytes(self._waiting[:4])
            if not HEADER.size <= length <= LONGEST:
                raise Garbage(f"a PDU of {length} bytes")
            if len(self._waiting) < length:
                return
            whole = bytes(self._waiting[:length])
            del self._waiting[:length]
            _length, command, status, sequence = HEADER.unpack_from(whole)
            yield Frame(command, status, sequence, whole)
