"""What the demonstration's usage costs: the cards that its tariffs point at."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from billing.models import Allowance, Rate, RateCard, Unit

MINUTE, MESSAGE, DATA_STEP = 60, 1, 102_400  # steps: seconds, messages, bytes («за каждые начатые 100 КБ»)
GB = 1024**3
KAZAKHSTAN, LANDLINE, BELARUS = "77", "7495", "375"  # how numbers begin that packages do not pay for


@dataclass(frozen=True)
class Price:
    """`name` and `name_en` are for what is not usual; `roaming` has prices of its own."""

    unit: Unit
    step: int
    price: str  # roubles
    name: str = ""
    name_en: str = ""
    prefix: str = ""
    roaming: bool = False

    @property
    def from_package(self) -> bool:
        return not self.prefix and not self.roaming


@dataclass(frozen=True)
class Card:
    code: str
    name: str
    name_en: str
    prices: tuple[Price, ...]
    allowances: dict[Unit, int]
    daily: bool = False  # whether the allowances are of a day, not of a month

    def share(self, part: Decimal) -> dict[Unit, int]:
        """That part of each allowance."""
        return {unit: int(granted * part) for unit, granted in self.allowances.items()}


CALLS = (
    Price(Unit.VOICE, MINUTE, "2"),
    Price(Unit.VOICE, MINUTE, "12", "Казахстан", "Kazakhstan", KAZAKHSTAN),
    Price(Unit.VOICE, MINUTE, "2.50", "городской номер", "landline", LANDLINE),
    Price(Unit.VOICE, MINUTE, "35", "в роуминге", "in roaming", roaming=True),
    Price(Unit.SMS, MESSAGE, "2"),
    Price(Unit.SMS, MESSAGE, "5.95", "Беларусь", "Belarus", BELARUS),
    Price(Unit.SMS, MESSAGE, "9", "в роуминге", "in roaming", roaming=True),
)
DATA = (
    Price(Unit.DATA, DATA_STEP, "0.0150"),
    Price(Unit.DATA, DATA_STEP, "0.1500", "в роуминге", "in roaming", roaming=True),
)
PHONE = Card(
    "together-l",
    "Вместе L",
    "Together L",
    CALLS + DATA,
    {Unit.VOICE: 600 * MINUTE, Unit.SMS: 300, Unit.DATA: 30 * GB},
)
SECOND_PHONE = Card(
    "together-extra",
    "Вместе, ещё номер",
    "Together, one more number",
    CALLS + DATA,
    {Unit.VOICE: 300 * MINUTE, Unit.SMS: 100, Unit.DATA: 10 * GB},
)
SMALL_PHONE = Card(
    "together-s",
    "Вместе S",
    "Together S",
    CALLS + DATA,
    {Unit.VOICE: 300 * MINUTE, Unit.SMS: 100, Unit.DATA: 10 * GB},
)
MAXIMUM = Card(
    "maximum",
    "Максимум",
    "Maximum",
    CALLS + DATA,
    {Unit.VOICE: 1500 * MINUTE, Unit.SMS: 1000, Unit.DATA: 100 * GB},
)
ONLINE = Card("online", "Онлайн", "Online", CALLS + DATA, {Unit.VOICE: 100 * MINUTE, Unit.DATA: 60 * GB})
DAILY = Card(
    "every-day", "Каждый день", "Every day", CALLS + DATA, {Unit.VOICE: 30 * MINUTE, Unit.DATA: GB}, daily=True
)
CLASSIC = Card(
    "classic", "Классика", "Classic", CALLS + DATA, {Unit.VOICE: 800 * MINUTE, Unit.SMS: 100, Unit.DATA: 2 * GB}
)
PER_MINUTE = Card("per-minute", "Поминутный", "By the minute", CALLS + DATA, {})
MODEM = Card("modem", "Для модема", "For a modem", DATA, {Unit.DATA: 100 * GB})
MODEM_MAX = Card("modem-max", "Для модема, больше", "For a modem, more", DATA, {Unit.DATA: 300 * GB})
CITY_PHONE = Card("city-phone", "Домашний телефон", "Home telephone", CALLS, {Unit.VOICE: 500 * MINUTE})
NOT_COUNTED = Card("not-counted", "Без учёта", "Not counted", (), {})
CARDS = (
    PHONE,
    SECOND_PHONE,
    SMALL_PHONE,
    MAXIMUM,
    ONLINE,
    DAILY,
    CLASSIC,
    PER_MINUTE,
    MODEM,
    MODEM_MAX,
    CITY_PHONE,
    NOT_COUNTED,
)


def make_cards() -> dict[str, RateCard]:
    """The cards in the tables, by their codes; those that are there stay as they are."""
    return {card.code: RateCard.objects.filter(code=card.code).first() or _made(card) for card in CARDS}


def price_of(unit: Unit, *, prefix: str = "", roaming: bool = False) -> Price:
    """The price that all cards share for what packages do not pay for."""
    return next(price for price in CALLS + DATA if (price.unit, price.prefix, price.roaming) == (unit, prefix, roaming))


def _made(card: Card) -> RateCard:
    made = RateCard.objects.create(code=card.code, name_ru=card.name, name_en=card.name_en)
    Rate.objects.bulk_create(
        Rate(
            rate_card=made,
            unit=price.unit,
            step=price.step,
            price=Decimal(price.price),
            name_ru=price.name,
            name_en=price.name_en,
            prefix=price.prefix,
            roaming=price.roaming,
            from_package=price.from_package,
        )
        for price in card.prices
    )
    Allowance.objects.bulk_create(
        Allowance(rate_card=made, unit=unit, granted=granted) for unit, granted in card.allowances.items()
    )
    return made
