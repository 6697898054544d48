"""How a text becomes segments on the air: what it is written in, where it is cut (3GPP TS 23.038, 23.040).

Pure functions.

A text that the GSM default alphabet can write goes in septets, 160 to a lone segment; any other text goes in UCS-2,
70 units to a lone segment. A longer text loses seven septets or three units of each segment to the header that puts
it together again: 153 and 67. Some characters take two units (`€` in GSM, an emoji in UCS-2) and are never cut.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

ESCAPE = "\x1b"
BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = {
    "\f": 0x0A,
    "^": 0x14,
    "{": 0x28,
    "}": 0x29,
    "\\": 0x2F,
    "[": 0x3C,
    "~": 0x3D,
    "]": 0x3E,
    "|": 0x40,
    "€": 0x65,
}

_SEPTETS = {character: bytes([code]) for code, character in enumerate(BASIC) if character != ESCAPE} | {
    character: bytes([BASIC.index(ESCAPE), code]) for character, code in EXTENSION.items()
}
_EXTENDED = {code: character for character, code in EXTENSION.items()}


class Encoding(StrEnum):
    GSM7 = "gsm7"
    UCS2 = "ucs2"


ALONE = {Encoding.GSM7: 160, Encoding.UCS2: 70}  # units in a text of one segment
TOGETHER = {Encoding.GSM7: 153, Encoding.UCS2: 67}  # units in each segment of a longer one


@dataclass(frozen=True)
class Segments:
    """A text as it goes on the air. `left`: how many units still fit without another segment."""

    encoding: Encoding
    parts: tuple[str, ...]  # at least one; together they are the text
    left: int


def split(text: str) -> Segments:
    """`text` in the fewest segments."""
    encoding = encoding_of(text)
    length = sum(_units(character, encoding) for character in text)
    if length <= ALONE[encoding]:
        return Segments(encoding, (text,), ALONE[encoding] - length)
    *full, last = _cut(text, encoding)
    length = sum(_units(character, encoding) for character in last)
    return Segments(encoding, (*full, last), TOGETHER[encoding] - length)


def encoding_of(text: str) -> Encoding:
    """GSM when its alphabet has every character of `text`."""
    return Encoding.GSM7 if _SEPTETS.keys() >= set(text) else Encoding.UCS2


def encode(part: str, encoding: str) -> bytes:
    """`part` in `encoding`: GSM septets, unpacked, one to a byte; UCS-2 big-endian, pairs for what lies beyond it.

    What cannot be written becomes `?`: a foreign character in GSM, half a pair in UCS-2.
    """
    if encoding == Encoding.UCS2:
        return part.encode("utf-16-be", "replace")
    return b"".join(_SEPTETS.get(character, b"?") for character in part)


def decode(data: bytes, encoding: str) -> str:
    """The text of `data`, written as `encode` writes it. Never fails: telephones send what they like.

    An unknown extension reads as the basic character of its place, as the standard asks; halves become U+FFFD.
    """
    if encoding == Encoding.UCS2:
        return data.decode("utf-16-be", "replace")
    return "".join(_read_septets(data))


def _read_septets(data: bytes) -> Iterator[str]:
    escaped = False
    for byte in data:
        code = byte & 0x7F
        if BASIC[code] == ESCAPE and not escaped:
            escaped = True
            continue
        yield _extended(code) if escaped else BASIC[code]
        escaped = False


def _extended(code: int) -> str:
    return _EXTENDED.get(code, " " if BASIC[code] == ESCAPE else BASIC[code])


def _units(character: str, encoding: Encoding) -> int:
    if encoding == Encoding.GSM7:
        return len(_SEPTETS[character])
    return 2 if ord(character) > 0xFFFF else 1


def _cut(text: str, encoding: Encoding) -> Iterator[str]:
    """Each segment takes as many whole characters as it holds, so that there are as few as can be."""
    start, used = 0, 0
    for place, character in enumerate(text):
        units = _units(character, encoding)
        if used + units > TOGETHER[encoding]:
            yield text[start:place]
            start, used = place, 0
        used += units
    yield text[start:]
