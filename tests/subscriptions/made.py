"""A catalogue and subscriptions for tests: made by the services that make them in the portal."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from itertools import count

from django.db import transaction

from billing.models import Allowance, Rate, RateCard, Unit
from cabinet.accounts.models import Line, LineKind
from cabinet.core.channels import Channel
from subscriptions.charging.holding import hold
from subscriptions.charging.lifecycle import start
from subscriptions.models import (
    ContentProvider,
    ContentService,
    Every,
    Offering,
    Service,
    ServiceAllowance,
    Subscription,
    Tariff,
)
from tests.billing.money import rub
from tests.people import NOW

_numbers = count(1)
MINUTE, GB = 60, 1024**3
MOBILE = [LineKind.MOBILE.value]


def make_card(allowances: Mapping[Unit, int] | None = None, *, code: str = "") -> RateCard:
    """Calls at 2 roubles a minute, messages at 2, 100 KB at 1.5 kopecks; packages as given."""
    code = code or f"card-{next(_numbers)}"
    card = RateCard.objects.create(code=code, name_ru=code)
    for unit, step, price in ((Unit.VOICE, MINUTE, "2"), (Unit.SMS, 1, "2"), (Unit.DATA, 102_400, "0.0150")):
        Rate.objects.create(rate_card=card, unit=unit, step=step, price=Decimal(price))
    for unit, granted in (allowances or {}).items():
        Allowance.objects.create(rate_card=card, unit=unit, granted=granted)
    return card


def make_tariff(
    code: str = "",
    price: str | int = 550,
    *,
    allowances: Mapping[Unit, int] | None = None,
    every: Every = Every.MONTH,
    **fields: object,
) -> Tariff:
    code = code or f"tariff-{next(_numbers)}"
    given = {Unit.VOICE: 600 * MINUTE, Unit.DATA: 30 * GB} if allowances is None else allowances
    return Tariff.objects.create(
        code=code,
        name_ru=f"Тариф {code}",
        name_en=f"Tariff {code}",
        about_ru="Звонки и интернет.",
        price=rub(price),
        every=every,
        rate_card=fields.pop("rate_card", None) or make_card(given),
        **{"kinds": MOBILE, **fields},
    )


def make_service(
    code: str = "",
    price: str | int = 100,
    *,
    allowances: Mapping[Unit, int] | None = None,
    every: Every = Every.MONTH,
    **fields: object,
) -> Service:
    code = code or f"service-{next(_numbers)}"
    service = Service.objects.create(
        code=code,
        name_ru=f"Услуга {code}",
        name_en=f"Service {code}",
        about_ru="Что-то полезное.",
        price=rub(price),
        every=every,
        **{"kinds": MOBILE, **fields},
    )
    for unit, granted in (allowances or {}).items():
        ServiceAllowance.objects.create(service=service, unit=unit, granted=granted)
    return service


def make_content(
    code: str = "", price: str | int = 30, *, every: Every = Every.DAY, short_number: str = "5533", **fields: object
) -> ContentService:
    code = code or f"content-{next(_numbers)}"
    provider, _made = ContentProvider.objects.get_or_create(code="stars", defaults={"name": "ООО «Звёзды»"})
    return ContentService.objects.create(
        code=code,
        name_ru=f"Гороскоп {code}",
        name_en=f"Horoscope {code}",
        about_ru="Каждое утро.",
        price=rub(price),
        every=every,
        short_number=short_number,
        **{"provider": provider, "kinds": MOBILE, **fields},
    )


def has(line: Line, offering: Offering, *, now: datetime = NOW, **how: object) -> Subscription:
    """`line` switches `offering` on at `now`, and pays."""
    with transaction.atomic():
        return start(line=hold(line), offering=offering, now=now, by=line.contract.owner, channel=Channel.PAGE, **how)
