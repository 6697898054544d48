"""The services of home internet, television and home telephone in the demonstration."""

from __future__ import annotations

from decimal import Decimal

from billing.demo.cards import MINUTE
from billing.models import Unit
from subscriptions.demo.offer import CITY, HOME, TV, Offer, Shared, service
from subscriptions.models import ServiceCategory


def at_home() -> list[Offer]:
    return [
        service(
            *("speed-500", "Ускорение до 500", "Up to 500"),
            *("Скорость до 500 Мбит/с вместо 300.", "Up to 500 Mbit/s instead of 300."),
            price="200",
            tariffs=["home-300"],
            network_code="speed-500",
            category=ServiceCategory.INTERNET,
            kinds=HOME,
        ),
        service(
            *("static-ip", "Постоянный IP-адрес", "A fixed IP address"),
            "Нужен для видеонаблюдения и своих серверов.",
            "Needed for cameras and servers of one's own.",
            price="150",
            network_code="static-ip",
            category=ServiceCategory.INTERNET,
            kinds=HOME,
        ),
        service(
            *("router", "Аренда роутера", "Router for rent"),
            "Наш роутер; сломается — заменим.",
            "Our router; if it breaks, we replace it.",
            price="99",
            connect_fee=Decimal(50),
            category=ServiceCategory.INTERNET,
            kinds=HOME,
        ),
        service(
            *("long-distance", "Междугородние минуты", "Long-distance minutes"),
            *("Ещё 200 минут по стране каждый месяц.", "200 minutes more within the country each month."),
            price="120",
            gives={Unit.VOICE: 200 * MINUTE},
            category=ServiceCategory.CALLS,
            kinds=CITY,
        ),
    ]


def television() -> list[Offer]:
    tv: Shared = {"category": ServiceCategory.TV, "kinds": TV}
    return [
        service(
            *("tv-films", "Пакет «Кино»", "Films"),
            *("Двадцать каналов с фильмами без рекламы.", "Twenty channels of films without commercials."),
            price="199",
            network_code="tv-films",
            **tv,
        ),
        service(
            *("tv-sport", "Пакет «Спорт»", "Sport"),
            *("Футбол, хоккей и ещё десять каналов.", "Football, hockey and ten channels more."),
            price="299",
            network_code="tv-sport",
            **tv,
        ),
        service(
            *("tv-children", "Пакет «Детский»", "Children"),
            *("Мультфильмы и передачи для детей.", "Cartoons and programmes for children."),
            price="99",
            network_code="tv-children",
            **tv,
        ),
        service(
            *("tv-4k", "Кино в 4К", "Films in 4K"),
            "Фильмы пакета «Кино» в лучшем качестве.",
            "The films of the pack «Films» in the best quality.",
            price="150",
            requires=["tv-films"],
            network_code="tv-4k",
            **tv,
        ),
        service(
            *("tv-second", "Второй экран", "A second screen"),
            *("Смотрите ещё на одном телевизоре.", "Watch on one more television."),
            price="50",
            tariffs=["tv-big"],
            **tv,
        ),
    ]
