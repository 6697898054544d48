"""The way to the SMSC (`SMS_GATEWAY=smpp`), from the environment; docs/sms.md says what each variable is for.

`SMPP_BINDS` is a list of addresses, separated by commas: `smpp://smsc.example:2775, smpps://smsc2.example:3550`
(`smpps`: TLS). An address that stands twice is bound twice. `?mode=receiver` or `?mode=transmitter` binds one way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, TypeVar, cast
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ImproperlyConfigured

from cabinet import env

Mode = Literal["transceiver", "transmitter", "receiver"]
MODES = ("transceiver", "transmitter", "receiver")
Ids = Literal["same", "hex-then-decimal", "decimal-then-hex"]
IDS = ("same", "hex-then-decimal", "decimal-then-hex")
FATES = ("slower", "later", "never")
# What the protocol has room for, in characters
LONGEST_SYSTEM_ID, LONGEST_PASSWORD, LONGEST_SYSTEM_TYPE = 15, 8, 12
Number = TypeVar("Number", int, float)
SENDER = re.compile(r"[0-9]{2,15}|[A-Za-z0-9 _.&+-]{1,11}")  # a number, or a name of at most 11 Latin letters


@dataclass(frozen=True)
class Where:
    """One bind: `number` from 1 is its name in the log."""

    number: int
    host: str
    port: int
    tls: bool = False
    mode: Mode = "transceiver"


@dataclass(frozen=True)
class SmppSettings:
    """Times are in seconds."""

    binds: tuple[Where, ...]
    system_id: str
    password: str = field(repr=False)
    sender: str
    system_type: str = ""
    certificates: str = ""  # a file of authorities to trust, instead of the system's
    window: int = 10  # submit_sm of one bind that may wait for their answers
    kept_for_codes: int = 2  # … of which nothing but codes may take the last ones
    rate: float = 100.0  # submit_sm a second of one bind at most
    ids: Ids = "same"  # how answers and receipts write the same id
    statuses: dict[int, str] = field(default_factory=dict)  # the SMSC's own statuses, or another reading of one
    answer_within: float = 10.0  # that the SMSC may take for any answer
    enquire_every: float = 30.0
    reconnect_after: float = 1.0  # after the first failure; each next one doubles it …
    reconnect_at_most: float = 60.0  # … up to this
    slower_pause: float = 1.0  # that a bind is left in peace after it said «slower»
    again_after: float = 2.0  # between attempts at the rest of a message of which a part was taken …
    again_within: float = 60.0  # … for so long
    close_within: float = 10.0  # that what is under way may take when the process ends


def from_environment(sms_gateway: str) -> SmppSettings | None:
    """`settings.SMPP`, if this is the gateway; raises `ImproperlyConfigured` with a sentence that says what to mend."""
    if sms_gateway != "smpp":
        return None
    read = env.read
    return SmppSettings(
        binds=_binds(read("SMPP_BINDS", default="")),
        system_id=_text("SMPP_SYSTEM_ID", LONGEST_SYSTEM_ID),
        password=_text("SMPP_PASSWORD", LONGEST_PASSWORD),
        sender=_sender(read("SMPP_SENDER", default="")),
        system_type=_text("SMPP_SYSTEM_TYPE", LONGEST_SYSTEM_TYPE, needed=False),
        certificates=read("SMPP_CERTIFICATES", default=""),
        window=_at_least("SMPP_WINDOW", read.int("SMPP_WINDOW", default=10), 1),
        kept_for_codes=_kept(read.int("SMPP_WINDOW", default=10)),
        rate=_at_least("SMPP_RATE", read.float("SMPP_RATE", default=100.0), 1.0),
        ids=_ids(read("SMPP_IDS", default="same")),
        statuses=_statuses(read.list("SMPP_STATUSES", default=[])),
        answer_within=_at_least("SMPP_ANSWER_WITHIN", read.float("SMPP_ANSWER_WITHIN", default=10.0), 0.1),
        enquire_every=_at_least("SMPP_ENQUIRE_EVERY", read.float("SMPP_ENQUIRE_EVERY", default=30.0), 0.1),
        reconnect_after=_at_least("SMPP_RECONNECT_AFTER", read.float("SMPP_RECONNECT_AFTER", default=1.0), 0.01),
        reconnect_at_most=_at_least("SMPP_RECONNECT_AT_MOST", read.float("SMPP_RECONNECT_AT_MOST", default=60.0), 0.01),
    )


def _binds(text: str) -> tuple[Where, ...]:
    addresses = [address.strip() for address in text.split(",") if address.strip()]
    if not addresses:
        raise ImproperlyConfigured("SMS_GATEWAY=smpp needs SMPP_BINDS: where the SMSC is, as smpp://host:2775.")
    binds = tuple(_where(number, address) for number, address in enumerate(addresses, start=1))
    if all(where.mode == "receiver" for where in binds):
        raise ImproperlyConfigured("SMPP_BINDS: at least one bind must send, and all are ?mode=receiver.")
    return binds


def _where(number: int, address: str) -> Where:
    bad = f"SMPP_BINDS: {address!r} is not as smpp://host:2775 or smpps://host:3550?mode=receiver."
    try:
        parts, port = urlsplit(address), urlsplit(address).port
    except ValueError:
        raise ImproperlyConfigured(bad) from None
    mode = parse_qs(parts.query).get("mode", ["transceiver"])[0]
    if parts.username or parts.password:
        raise ImproperlyConfigured("SMPP_BINDS: the password belongs into SMPP_PASSWORD, not into an address.")
    if parts.scheme not in ("smpp", "smpps") or not parts.hostname or not port or mode not in MODES:
        raise ImproperlyConfigured(bad)
    return Where(number, parts.hostname, port, tls=parts.scheme == "smpps", mode=cast(Mode, mode))


def _text(name: str, longest: int, *, needed: bool = True) -> str:
    value: str = env.read(name, default="")
    if needed and not value:
        raise ImproperlyConfigured(f"SMS_GATEWAY=smpp needs {name}: the SMSC's owner gives it.")
    if len(value) > longest or not value.isascii():
        raise ImproperlyConfigured(f"{name} must be at most {longest} Latin characters: SMPP has room for no more.")
    return value


def _sender(text: str) -> str:
    if not SENDER.fullmatch(text):
        raise ImproperlyConfigured(
            "SMS_GATEWAY=smpp needs SMPP_SENDER: a short number, or a name of at most 11 Latin letters and digits."
        )
    return text


def _at_least(name: str, value: Number, least: float) -> Number:
    if value < least:
        raise ImproperlyConfigured(f"{name} must be at least {least}.")
    return value


def _kept(window: int) -> int:
    kept: int = env.read.int("SMPP_KEPT_FOR_CODES", default=min(2, window - 1))
    if not 0 <= kept < window:
        raise ImproperlyConfigured(
            "SMPP_KEPT_FOR_CODES must be less than SMPP_WINDOW, or nothing but codes would leave."
        )
    return kept


def _ids(text: str) -> Ids:
    if text not in IDS:
        raise ImproperlyConfigured(f"SMPP_IDS must be one of {', '.join(IDS)}.")
    return cast(Ids, text)


def _statuses(entries: list[str]) -> dict[int, str]:
    found = {}
    for entry in entries:
        code, _, fate = entry.strip().partition("=")
        try:
            found[int(code, 16)] = fate
        except ValueError:
            fate = ""
        if fate not in FATES:
            raise ImproperlyConfigured(f"SMPP_STATUSES: {entry!r} is not as 0x0410=never ({', '.join(FATES)}).")
    return found
