"""Files of events: JSON lines or CSV, packed or not (docs/usage.md). A bad line is a bad event, not a bad file."""

from __future__ import annotations

import csv
import json
import zlib
from collections.abc import Iterable, Iterator

from billing.usage.events import KEPT, Event, Malformed, Unreadable, event_of

REQUIRED = ("source", "id", "line", "kind", "start", "volume")
LONGEST_LINE = 4000  # bytes: no event is that long

as_json = json.JSONEncoder(ensure_ascii=False).encode


class BadFile(ValueError):
    """Not one line of it can be read: what it says is what is wrong, in English."""


class TooLarge(BadFile):
    """More bytes than are taken in one call."""


def unzip(body: bytes, *, most: int) -> bytes:
    """What was packed by gzip into `body`, at most so many bytes: a small body may hold gigabytes. Raises `BadFile`."""
    packed = zlib.decompressobj(wbits=31)
    try:
        found = packed.decompress(body, most + 1)
    except zlib.error:
        raise BadFile("not gzip") from None
    if len(found) > most:
        raise TooLarge(f"more than {most} bytes when unpacked")
    if not packed.eof or packed.unused_data:
        raise BadFile("not one whole gzip")
    return found


def read_json(lines: Iterable[bytes]) -> Iterator[Event | Unreadable]:
    """An event for each line that is not empty."""
    for line in lines:
        if raw := line.strip():
            yield _of_json(raw)


def read_csv(lines: Iterable[bytes]) -> Iterator[Event | Unreadable]:
    """An event for each line after the first, which names the columns in any order. Raises `BadFile`.

    A field does not go on in the next line: an unpaired quote costs its own line only.
    """
    rows = (raw for line in lines if (raw := line.strip(b"\r\n")))
    header = next(rows, None)
    names = [name.strip() for name in _fields(header.removeprefix(b"\xef\xbb\xbf"))] if header else []
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise BadFile(f"the first line names no column {', '.join(missing)}")
    for raw in rows:
        yield _of_csv(raw, names)


def read_again(raw: str) -> Event | Unreadable:
    """The event of a line that was put aside. What is not JSON stays unreadable: of a line of CSV nothing says in which
    order its columns stood, and taken in another one it may be a call of somebody else."""
    return _of_json(raw.encode())


def _of_json(raw: bytes) -> Event | Unreadable:
    if len(raw) > LONGEST_LINE:
        return _unreadable(raw, "the line is too long")
    try:
        text = raw.decode()
        fields = json.loads(text)
    except (ValueError, RecursionError):
        return _unreadable(raw, "not a JSON object in UTF-8")
    if not isinstance(fields, dict):
        return _unreadable(raw, "not a JSON object")
    try:
        return event_of(fields, text)
    except Malformed as error:
        return _unreadable(raw, str(error))


def _of_csv(raw: bytes, names: list[str]) -> Event | Unreadable:
    try:
        values = _fields(raw) if len(raw) <= LONGEST_LINE else []
    except BadFile as error:
        return _unreadable(raw, str(error))
    if len(values) != len(names):
        return _unreadable(raw, f"not {len(names)} columns")
    fields = dict(zip(names, values, strict=True))
    try:
        return event_of(fields, "")
    except Malformed as error:  # kept by fields: without its header a line says little
        return _unreadable(as_json(fields).encode(), str(error))


def _fields(line: bytes) -> list[str]:
    try:
        return next(csv.reader([line.decode()], strict=True), [])
    except (ValueError, csv.Error):
        raise BadFile("not a line of CSV in UTF-8") from None


def _unreadable(raw: bytes, about: str) -> Unreadable:
    text = raw[: KEPT * 4].decode(errors="backslashreplace").replace("\0", "\\0")
    return Unreadable(text[:KEPT], about)
