"""The tariffs of the demonstration, each with the card that its usage is rated by."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from billing.demo.cards import (
    CITY_PHONE,
    CLASSIC,
    DAILY,
    MAXIMUM,
    MODEM,
    MODEM_MAX,
    NOT_COUNTED,
    ONLINE,
    PER_MINUTE,
    PHONE,
    SECOND_PHONE,
    SMALL_PHONE,
    Card,
)
from cabinet.accounts.models import LineKind
from subscriptions.models import Every, ResumeBy, Tariff

Offer = tuple[Tariff, Card]


SOLD_NO_MORE = "together-extra"  # who is on it stays on it


def tariffs() -> list[Offer]:
    """All, in the order of the list."""
    return [*_mobile(), *_modem(), *_home(), *_tv(), *_phone()]


def _tariff(
    card: Card, code: str, name: str, name_en: str, price: str, about: str, about_en: str, **more: Any
) -> Offer:
    fields = {"kinds": [LineKind.MOBILE.value], "every": Every.MONTH, **more}
    tariff = Tariff(
        code=code,
        name_ru=name,
        name_en=name_en,
        price=Decimal(price),
        about_ru=about,
        about_en=about_en,
        **fields,
    )
    return tariff, card


def _mobile() -> list[Offer]:
    return [
        _tariff(
            *(SMALL_PHONE, "together-s", "Вместе S", "Together S", "350"),
            "Немного звонков и интернета: тем, кто говорит коротко и чаще бывает дома.",
            "A few calls and some internet: for those who talk briefly and are mostly at home.",
            position=10,
        ),
        _tariff(
            *(PHONE, "together-l", "Вместе L", "Together L", "550"),
            "Звонки, SMS и интернет, которых хватает на каждый день.",
            "Calls, messages and internet that are enough for every day.",
            position=20,
        ),
        _tariff(
            *(MAXIMUM, "maximum", "Максимум", "Maximum", "990"),
            "Много всего. Если перейти на другой тариф, плата за оставшиеся дни вернётся, а пакеты останутся.",
            "A lot of everything. If you change to another tariff, the rest of the fee comes back and packages stay.",
            position=30,
            refunds_rest=True,
            keeps_packages=True,
        ),
        _tariff(
            *(ONLINE, "online", "Онлайн", "Online", "450"),
            "Много интернета и немного звонков. Плата за оставшиеся дни вернётся, если тариф сменить.",
            "Much internet and a few calls. The fee for the days that are left comes back if you change the tariff.",
            position=40,
            refunds_rest=True,
        ),
        _tariff(
            *(DAILY, "every-day", "Каждый день", "Every day", "18"),
            "Платите за один день: сутки разговоров и интернета. Нет денег — нет и долга.",
            "Pay for one day: a day of calls and internet. No money, no debt.",
            every=Every.DAY,
            position=50,
        ),
        _tariff(
            *(CLASSIC, "classic", "Классика", "Classic", "250"),
            "Больше звонков, мало интернета. Переход на тариф стоит 100 ₽.",
            "More calls and little internet. Changing to it costs 100 ₽.",
            connect_fee=Decimal(100),
            resume=ResumeBy.KEPT,
            position=60,
        ),
        _tariff(
            *(PER_MINUTE, "per-minute", "Поминутный", "By the minute", "0"),
            "Без ежемесячной платы: платите только за то, чем пользуетесь.",
            "No monthly fee: you pay only for what you use.",
            every=Every.NEVER,
            position=70,
        ),
        _tariff(
            *(SECOND_PHONE, SOLD_NO_MORE, "Вместе, ещё номер", "Together, one more number", "150"),
            "Ещё один номер для семьи.",
            "One more number for the family.",
            position=80,
        ),
    ]


def _modem() -> list[Offer]:
    kinds: dict[str, Any] = {"kinds": [LineKind.MODEM.value]}
    return [
        _tariff(
            *(MODEM, "modem", "Для модема", "For a modem", "400"),
            "Интернет для ноутбука или дачи.",
            "Internet for a laptop or a country house.",
            position=110,
            **kinds,
        ),
        _tariff(
            *(MODEM_MAX, "modem-max", "Для модема, больше", "For a modem, more", "700"),
            "Интернета хватит и на фильмы.",
            "Enough internet for films, too.",
            position=120,
            **kinds,
        ),
    ]


def _home() -> list[Offer]:
    kinds: dict[str, Any] = {"kinds": [LineKind.HOME.value], "resume": ResumeBy.KEPT, "refunds_rest": True}
    return [
        _tariff(
            *(NOT_COUNTED, "home-100", "Домашний 100", "Home 100", "350"),
            "Интернет дома для почты, новостей и видео. Сколько угодно.",
            "Internet at home for mail, news and video. As much as you like.",
            speed=100,
            position=210,
            **kinds,
        ),
        _tariff(
            *(NOT_COUNTED, "home-300", "Домашний 300", "Home 300", "450"),
            "Быстрый интернет дома для всей семьи. Сколько угодно.",
            "Fast internet at home for the whole family. As much as you like.",
            speed=300,
            position=220,
            **kinds,
        ),
        _tariff(
            *(NOT_COUNTED, "home-1000", "Домашний 1000", "Home 1000", "790"),
            "Самый быстрый: для игр, работы и фильмов сразу на всех экранах.",
            "The fastest: for games, work and films on all screens at once.",
            speed=1000,
            position=230,
            **kinds,
        ),
    ]


def _tv() -> list[Offer]:
    kinds: dict[str, Any] = {"kinds": [LineKind.TV.value], "resume": ResumeBy.KEPT, "refunds_rest": True}
    return [
        _tariff(
            *(NOT_COUNTED, "tv-home", "ТВ для дома", "Home TV", "190"),
            "Главные каналы и архив передач за неделю.",
            "The main channels and a week of recorded programmes.",
            channels=160,
            position=310,
            **kinds,
        ),
        _tariff(
            *(NOT_COUNTED, "tv-big", "ТВ большой", "Big TV", "350"),
            "Больше каналов о природе, науке и путешествиях.",
            "More channels about nature, science and travel.",
            channels=250,
            position=320,
            **kinds,
        ),
    ]


def _phone() -> list[Offer]:
    kinds: dict[str, Any] = {"kinds": [LineKind.PHONE.value], "resume": ResumeBy.KEPT}
    return [
        _tariff(
            *(CITY_PHONE, "city-phone", "Домашний телефон", "Home telephone", "200"),
            "Городской номер дома: пятьсот минут в месяц по городу и стране.",
            "A city number at home: five hundred minutes a month in the city and the country.",
            position=410,
            **kinds,
        ),
    ]
