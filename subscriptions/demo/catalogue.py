"""What the demonstration sells, put into the tables."""

from __future__ import annotations

from datetime import datetime, timedelta

from billing.demo.cards import make_cards
from cabinet.accounts.models import Region
from subscriptions.demo.content import shops
from subscriptions.demo.services import services
from subscriptions.demo.tariffs import SOLD_NO_MORE, tariffs
from subscriptions.models import ContentService, Service, ServiceAllowance, Tariff

HOME_REGION = "moscow"
REGIONS = (
    (HOME_REGION, "Москва и область", "Moscow and its region"),
    ("petersburg", "Санкт-Петербург", "Saint Petersburg"),
    ("tatarstan", "Татарстан", "Tatarstan"),
    ("altai", "Алтай", "Altai"),
)
ONLY_IN = {"home-100": ("tatarstan", "altai")}  # what is sold in some regions alone


ARCHIVED = timedelta(days=100)  # ago


def make_catalogue(*, now: datetime) -> None:
    """Regions, tariffs with their cards, services, and content with its providers; nothing, if tariffs are there."""
    if Tariff.objects.exists():
        return
    regions = {code: Region.objects.create(code=code, name_ru=ru, name_en=en) for code, ru, en in REGIONS}
    cards = make_cards()
    offered = tariffs()
    for tariff, card in offered:
        tariff.rate_card = cards[card.code]
        tariff.archived_at = now - ARCHIVED if tariff.code == SOLD_NO_MORE else None
    for made in Tariff.objects.bulk_create(tariff for tariff, _card in offered):
        made.regions.set([regions[code] for code in ONLY_IN.get(made.code, ())])
    _make_services()
    _make_content()


def _make_services() -> None:
    offered = services()
    Service.objects.bulk_create(service for service, _allowances in offered)
    ServiceAllowance.objects.bulk_create(
        ServiceAllowance(service=service, unit=unit, granted=granted)
        for service, allowances in offered
        for unit, granted in allowances.items()
    )


def _make_content() -> None:
    sold: list[ContentService] = []
    for shop in shops():
        shop.provider.save()
        for service in shop.services:
            service.provider, service.short_number = shop.provider, shop.short_number
            service.position = (len(sold) + 1) * 10
            sold.append(service)
    ContentService.objects.bulk_create(sold)
