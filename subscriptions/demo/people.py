"""Who has what in the demonstration: the usual, and what makes some numbers different."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from cabinet.accounts.models import Line, LineKind
from subscriptions.demo.content import HOROSCOPE
from subscriptions.demo.tariffs import SOLD_NO_MORE

USUAL = {
    LineKind.MOBILE: "together-l",
    LineKind.MODEM: "modem",
    LineKind.HOME: "home-300",
    LineKind.TV: "tv-home",
    LineKind.PHONE: "city-phone",
}
SHOWN, SHOWN_ENDS_AT = "79031234567", Decimal("1234.50")  # the main number of the card, and its balance
ENOUGH = Decimal(3000)  # what numbers of their own have, for whoever tries things out


@dataclass(frozen=True, kw_only=True)
class Person:
    """What a number has: services and content by code, with how many days ago they were switched on."""

    tariff: str = ""  # the usual one
    services: Mapping[str, int] | None = None
    content: Mapping[str, int] | None = None
    ends_at: Decimal | None = None  # roubles on its account
    lacks_money: bool = False
    to_change_to: str = ""  # from the next period
    refuses_content: bool = False


RICH = Person(ends_at=ENOUGH)
PEOPLE: dict[str, Person] = {
    SHOWN: Person(services={"caller-id": 300, "no-spam": 95}, content={HOROSCOPE: 10}, ends_at=SHOWN_ENDS_AT),
    "79031234569": Person(services={"parental": 200}),
    "79031234570": Person(tariff="per-minute"),
    "79055551102": Person(services={"plus-5gb": 64, "voicemail": 64}),
    "4501020": Person(services={"static-ip": 130}),
    "4501021": Person(services={"tv-films": 150, "tv-children": 80}),
    **{f"791000000{index}": RICH for index in range(81, 100)},
    **{f"79100000{index}": RICH for index in range(100, 141)},
    "79100000085": Person(services={"tone": 75, "caller-id": 90}, ends_at=ENOUGH),
    "79100000086": Person(services={"caller-id": 90}, ends_at=ENOUGH),
    "79100000087": Person(services={"plus-5gb": 40}, ends_at=ENOUGH),
    "79100000089": Person(content={HOROSCOPE: 20, "jokes": 12, "chess": 45}, ends_at=ENOUGH),
    "79100000090": Person(content={HOROSCOPE: 9, "card-of-the-day": 5}, ends_at=ENOUGH),
    "79100000095": Person(tariff="maximum", ends_at=ENOUGH),
    "79100000096": Person(tariff="maximum", services={"antivirus": 60}, ends_at=ENOUGH),
    "4601012": Person(services={"tv-films": 70}),
    "4601022": Person(services={"tv-sport": 50}),
    "79100000104": Person(lacks_money=True),
    "79100000105": Person(to_change_to="together-s", ends_at=ENOUGH),
    "79100000106": Person(tariff="every-day", ends_at=ENOUGH),
    "79100000107": Person(tariff="per-minute", ends_at=ENOUGH),
    "79100000108": Person(tariff="classic", services={"caller-id": 90, "names": 33, "turbo": 14}, ends_at=ENOUGH),
    "79100000109": Person(content={"weather": 1, "music": 12}, ends_at=ENOUGH),
    "79100000110": Person(refuses_content=True, ends_at=ENOUGH),
}


def person_of(line: Line) -> Person:
    return PEOPLE.get(line.number, Person())


def tariff_of(line: Line, *, first: bool) -> str:
    """The code of the tariff of `line`; further mobile numbers of a contract have one of their own."""
    further = line.kind == LineKind.MOBILE and not first
    return person_of(line).tariff or (SOLD_NO_MORE if further else USUAL[LineKind(line.kind)])


def held_by(line: Line) -> list[tuple[str, int]]:
    """Codes of services and content, with the days since."""
    person = person_of(line)
    return list(chain((person.services or {}).items(), (person.content or {}).items()))
