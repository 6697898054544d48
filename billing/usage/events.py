"""An event as the network reports it, and what is required of one before anything is looked up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from billing.models import Unit

MOST = {Unit.VOICE: 10_000_000, Unit.SMS: 100_000, Unit.DATA: 10**14}  # of one event: more is a mistake of counting
LONGEST_SOURCE, LONGEST_NAME = 40, 80  # characters, as the columns are
KEPT = 2000  # characters of what could not be read


class Event(NamedTuple):
    """One call, message or session. `source` and `event_id` name it once for ever; `number` is the MSISDN of its line,
    or the number of a fixed line as it stands in the contract. `volume` is seconds, messages or bytes.

    `raw` is how it came, if it did not come as fields.
    """

    source: str
    event_id: str
    number: str
    unit: str
    roaming: bool
    started_at: datetime
    volume: int
    counterpart: str = ""
    raw: str = ""

    def as_it_came(self) -> str:
        """A line of JSON that `reading` reads as this event again."""
        return self.raw or json.dumps(
            {
                "source": self.source,
                "id": self.event_id,
                "line": self.number,
                "kind": str(self.unit),
                "roaming": self.roaming,
                "start": self.started_at.isoformat(),
                "volume": self.volume,
                "counterpart": self.counterpart,
            },
            ensure_ascii=False,
        )


class Unreadable(NamedTuple):
    """What came instead of an event; `about` says what is wrong with it, in English: who reads it runs the network."""

    raw: str
    about: str


class Malformed(ValueError):
    """A field is missing, or is not what it must be."""


def event_of(fields: Mapping[str, Any], raw: str) -> Event:
    """The event of `fields` as they are named in docs/usage.md; others are not looked at. Raises `Malformed`."""
    unit = fields.get("kind")
    if not isinstance(unit, str) or unit not in MOST:
        raise Malformed("kind is none of voice, sms, data")
    return Event(
        _text(fields, "source", LONGEST_SOURCE),
        _text(fields, "id", LONGEST_NAME),
        _text(fields, "line", LONGEST_NAME).removeprefix("+"),
        unit,
        _flag(fields.get("roaming")),
        _moment(fields.get("start")),
        _volume(fields.get("volume"), MOST[Unit(unit)]),
        _text(fields, "counterpart", LONGEST_NAME, required=False).removeprefix("+"),
        raw,
    )


def _text(fields: Mapping[str, Any], name: str, longest: int, *, required: bool = True) -> str:
    value = fields.get(name)
    if value is None and not required:
        return ""
    if not isinstance(value, str) or len(value) > longest or (required and not value):
        raise Malformed(f"{name} is not a text of 1 to {longest} characters")
    if not value.isprintable():  # neither a tab nor half of a pair of surrogates is
        raise Malformed(f"{name} has characters that are not printable")
    return value


def _flag(value: Any) -> bool:
    if value in (None, "", False, "false", "0"):
        return False
    if value in (True, "true", "1"):
        return True
    raise Malformed("roaming is neither true nor false")


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise Malformed("start does not say its offset from UTC")
        return moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError) as error:
        if isinstance(error, Malformed):
            raise
        raise Malformed("start is not a time like 2026-11-24T12:00:00+03:00") from None


def _volume(value: Any, most: int) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        value = int(value)
    if type(value) is not int or not 0 <= value <= most:
        raise Malformed(f"volume is not a whole number from 0 to {most}")
    return value
