"""Paid content of third parties in the demonstration: each provider has a short number."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

from cabinet.accounts.models import LineKind
from subscriptions.models import ContentCategory, ContentProvider, ContentService, Every

HOROSCOPE = "horoscope"


class Shop(NamedTuple):
    """A provider, the short number that its content comes from, and what it sells."""

    provider: ContentProvider
    short_number: str
    services: list[ContentService]


def shops() -> list[Shop]:
    """All, made anew each time: nothing of it is saved yet."""
    return [
        Shop(
            _provider("stars", "ООО «Звёзды»", "8 800 555-01-33"),
            "5533",
            [
                _content(
                    *(HOROSCOPE, "Гороскоп", "Horoscope", "30"),
                    *("Что обещают звёзды, каждое утро.", "What the stars promise, every morning."),
                ),
                _content(
                    *("card-of-the-day", "Карта дня", "Card of the day", "20"),
                    *("Одна карта и её толкование каждый день.", "One card and what it means, every day."),
                ),
            ],
        ),
        Shop(
            _provider("messenger", "АО «Вестник»", "8 800 555-01-45"),
            "4545",
            [
                _content(
                    *("weather", "Погода утром", "Morning weather", "5"),
                    *("Прогноз в вашем городе к завтраку.", "The forecast for your town by breakfast."),
                    trial_days=3,
                    category=ContentCategory.NEWS,
                ),
                _content(
                    *("news", "Новости дня", "News of the day", "7"),
                    *("Пять главных новостей вечером.", "The five main news in the evening."),
                    category=ContentCategory.NEWS,
                ),
                _content(
                    *("jokes", "Анекдот дня", "Joke of the day", "10"),
                    *("Повод улыбнуться каждый день.", "A reason to smile every day."),
                ),
            ],
        ),
        Shop(
            _provider("playroom", "ООО «Игротека»", "8 800 555-01-88"),
            "7788",
            [
                _content(
                    *("games", "Клуб игр", "Games club", "25"),
                    *("Сто игр для телефона без рекламы.", "A hundred games without commercials."),
                    trial_days=3,
                    category=ContentCategory.GAMES,
                ),
                _content(
                    *("chess", "Шахматные задачи", "Chess problems", "99"),
                    *("Новая задача каждое утро.", "A new problem every morning."),
                    every=Every.MONTH,
                    category=ContentCategory.GAMES,
                ),
            ],
        ),
        Shop(
            _provider("stream", "ООО «Медиапоток»", "8 800 555-02-10"),
            "2100",
            [
                _content(
                    *("music", "Музыка", "Music", "169"),
                    *("Миллионы песен, и без интернета тоже.", "Millions of songs, offline, too."),
                    every=Every.MONTH,
                    trial_days=30,
                    category=ContentCategory.MUSIC,
                ),
                _content(
                    *("films", "Кино и сериалы", "Films and series", "299"),
                    *("Новинки и любимые фильмы.", "New and favourite films."),
                    every=Every.MONTH,
                    trial_days=7,
                    category=ContentCategory.MUSIC,
                ),
            ],
        ),
        Shop(
            _provider("horizon", "ООО «Кругозор»", "8 800 555-03-43"),
            "3434",
            [
                _content(
                    *("fairy-tales", "Сказка на ночь", "Bedtime story", "10"),
                    *("Новая сказка голосом актёра каждый вечер.", "A new story every evening, read by an actor."),
                    trial_days=5,
                    category=ContentCategory.CHILDREN,
                ),
                _content(
                    *("english", "Английский детям", "English for children", "199"),
                    *("Урок-игра каждый день.", "A lesson and a game every day."),
                    every=Every.MONTH,
                    category=ContentCategory.CHILDREN,
                ),
            ],
        ),
        Shop(
            _provider("vigour", "ООО «Бодрость»", "8 800 555-06-16"),
            "6160",
            [
                _content(
                    *("exercise", "Зарядка", "Exercise", "15"),
                    *("Десять упражнений каждое утро.", "Ten exercises every morning."),
                    category=ContentCategory.HEALTH,
                ),
                _content(
                    *("medicine", "Время лекарств", "Time for medicine", "50"),
                    *("Напомнит, когда принять лекарство.", "Reminds you to take your medicine."),
                    every=Every.MONTH,
                    category=ContentCategory.HEALTH,
                ),
            ],
        ),
    ]


def _provider(code: str, name: str, phone: str) -> ContentProvider:
    return ContentProvider(code=code, name=name, phone=phone, site=f"https://{code}.example/")


def _content(code: str, name: str, name_en: str, price: str, about: str, about_en: str, **more: Any) -> ContentService:
    fields = {"kinds": [LineKind.MOBILE.value], "every": Every.DAY, "category": ContentCategory.FUN, **more}
    return ContentService(
        code=code,
        name_ru=name,
        name_en=name_en,
        price=Decimal(price),
        about_ru=about,
        about_en=about_en,
        **fields,
    )
