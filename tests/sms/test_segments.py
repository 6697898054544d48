"""Segments on the air: what a text is written in, and where it is cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cabinet.sms.segments import ALONE, BASIC, EXTENSION, TOGETHER, Encoding, Segments, decode, encode, split

GSM = st.text(alphabet=sorted(set(BASIC) - {"\x1b"}) + sorted(EXTENSION) * 4, max_size=700)
ANY = st.text(alphabet=st.one_of(st.characters(codec="utf-8"), st.sampled_from("абв€[]😀🙂")), max_size=400)


def octets(part: str, encoding: Encoding) -> int:
    """What a part takes, asked of the bytes rather than of the splitter: septets of GSM, units of UCS-2."""
    return len(encode(part, encoding)) // (2 if encoding == Encoding.UCS2 else 1)


@given(st.one_of(GSM, ANY))
def test_the_parts_are_the_text_and_none_is_too_long(text: str) -> None:
    segments = split(text)
    room = ALONE if len(segments.parts) == 1 else TOGETHER

    assert "".join(segments.parts) == text
    assert max(octets(part, segments.encoding) for part in segments.parts) <= room[segments.encoding]
    assert segments.left == room[segments.encoding] - octets(segments.parts[-1], segments.encoding)


@given(st.one_of(GSM, ANY))
def test_there_are_as_few_parts_as_can_be(text: str) -> None:
    """No part could take the first character of the next one, and a text that fits one segment is one."""
    segments = split(text)
    whole = octets(text, segments.encoding)

    assert (len(segments.parts) == 1) == (whole <= ALONE[segments.encoding])
    for part, following in zip(segments.parts, segments.parts[1:], strict=False):
        assert octets(part + following[0], segments.encoding) > TOGETHER[segments.encoding]


@given(st.one_of(GSM, ANY))
def test_each_part_reads_by_itself_as_it_was_written(text: str) -> None:
    """An extension or a surrogate pair that was cut would not."""
    segments = split(text)

    assert [decode(encode(part, segments.encoding), segments.encoding) for part in segments.parts] == [*segments.parts]


@given(GSM)
def test_what_gsm_can_write_goes_in_gsm(text: str) -> None:
    assert split(text).encoding == Encoding.GSM7


@given(st.binary(max_size=300), st.sampled_from(Encoding))
def test_whatever_a_telephone_sends_can_be_read(data: bytes, encoding: Encoding) -> None:
    decode(data, encoding)


@pytest.mark.parametrize(
    ("text", "encoding", "sizes", "left"),
    [
        ("", Encoding.GSM7, [0], 160),
        ("a" * 160, Encoding.GSM7, [160], 0),
        ("a" * 161, Encoding.GSM7, [153, 8], 145),
        ("a" * 306, Encoding.GSM7, [153, 153], 0),
        ("я" * 70, Encoding.UCS2, [70], 0),
        ("я" * 71, Encoding.UCS2, [67, 4], 63),
        ("я" * 134, Encoding.UCS2, [67, 67], 0),
        ("a" * 70 + "я", Encoding.UCS2, [67, 4], 63),
        ("€" * 80, Encoding.GSM7, [80], 0),  # two septets each
        ("€" * 81, Encoding.GSM7, [76, 5], 143),  # 153 is odd: the 77th goes whole to the next
        ("😀" * 35, Encoding.UCS2, [35], 0),
        ("😀" * 36, Encoding.UCS2, [33, 3], 61),
    ],
)
def test_the_sizes_of_the_standard(text: str, encoding: Encoding, sizes: list[int], left: int) -> None:
    segments = split(text)

    assert segments == Segments(encoding, segments.parts, left)
    assert [len(part) for part in segments.parts] == sizes


def test_gsm_is_the_table_of_the_standard() -> None:
    assert len(BASIC) == 128
    assert encode("@Δ Hello_£à", "gsm7") == bytes([0x00, 0x10, 0x20, 0x48, 0x65, 0x6C, 0x6C, 0x6F, 0x11, 0x01, 0x7F])
    assert encode("[€]\f", "gsm7") == bytes([0x1B, 0x3C, 0x1B, 0x65, 0x1B, 0x3E, 0x1B, 0x0A])


def test_ucs2_is_big_endian() -> None:
    assert encode("Яa", "ucs2") == b"\x04\x2f\x00\x61"
    assert encode("😀", "ucs2") == b"\xd8\x3d\xde\x00"


def test_what_an_encoding_lacks_is_a_question_mark() -> None:
    assert encode("aЯ", "gsm7") == b"a?"
    assert encode("a\ud83d", "ucs2") == b"\x00a\x00?"


def test_halves_and_unknown_extensions_read_as_the_standard_asks() -> None:
    assert decode(bytes([0x1B, 0x41]), "gsm7") == "A"
    assert decode(bytes([0x1B, 0x1B]), "gsm7") == " "
    assert decode(bytes([0x41, 0x1B]), "gsm7") == "A"
    assert decode(b"\x00\x41\xd8\x3d", "ucs2") == "A�"
    assert decode(b"\x00\x41\x04", "ucs2") == "A�"


def test_a_character_of_escape_itself_cannot_pass_for_one_in_gsm() -> None:
    assert split("a\x1be").encoding == Encoding.UCS2
