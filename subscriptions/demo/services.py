"""The services of the demonstration: what needs what, what excludes what, what the network has to switch."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from billing.demo.cards import GB, MINUTE
from billing.models import Unit
from cabinet.accounts.models import LineKind
from subscriptions.models import Every, Service, ServiceCategory

Offer = tuple[Service, dict[Unit, int]]  # what its period gives: seconds, messages, bytes
REFUSED = "satellite-unserved"  # the simulated network switches on nothing that ends so
Shared = dict[str, Any]
MODEM, HOME, TV, CITY = ([kind.value] for kind in (LineKind.MODEM, LineKind.HOME, LineKind.TV, LineKind.PHONE))


def services() -> list[Offer]:
    """All, in the order of the list."""
    parts = (_internet, _calls, _safety, _at_home, _tv, _other)
    offers = [offer for part in parts for offer in part()]
    for position, (service, _allowances) in enumerate(offers, start=1):
        service.position = position * 10
    return offers


def _service(
    code: str,
    name: str,
    name_en: str,
    about: str,
    about_en: str,
    *,
    price: str,
    gives: dict[Unit, int] | None = None,
    **more: Any,
) -> Offer:
    fields = {"kinds": [LineKind.MOBILE.value], **more}
    service = Service(
        code=code,
        name_ru=name,
        name_en=name_en,
        about_ru=about,
        about_en=about_en,
        price=Decimal(price),
        **fields,
    )
    return service, gives or {}


def _internet() -> list[Offer]:
    internet: Shared = {"category": ServiceCategory.INTERNET}
    return [
        _service(
            *("plus-5gb", "Плюс 5 ГБ", "5 GB more"),
            *("Ещё 5 гигабайт каждый месяц.", "5 gigabytes more each month."),
            price="150",
            gives={Unit.DATA: 5 * GB},
            conflicts=["plus-20gb"],
            **internet,
        ),
        _service(
            *("plus-20gb", "Плюс 20 ГБ", "20 GB more"),
            *("Ещё 20 гигабайт каждый месяц.", "20 gigabytes more each month."),
            price="350",
            gives={Unit.DATA: 20 * GB},
            conflicts=["plus-5gb"],
            **internet,
        ),
        _service(
            *("turbo", "Гигабайт на день", "A gigabyte a day"),
            *("Каждый день ещё один гигабайт.", "One gigabyte more every day."),
            price="15",
            every=Every.DAY,
            gives={Unit.DATA: GB},
            **internet,
        ),
        _service(
            *("hotspot", "Раздача интернета", "Sharing the internet"),
            "Телефон раздаёт интернет ноутбуку и планшету.",
            "The telephone shares its internet with a laptop and a tablet.",
            price="50",
            network_code="hotspot",
            **internet,
        ),
        _service(
            *("modem-50gb", "Плюс 50 ГБ для модема", "50 GB more for a modem"),
            *("Ещё 50 гигабайт каждый месяц.", "50 gigabytes more each month."),
            price="300",
            gives={Unit.DATA: 50 * GB},
            **internet | {"kinds": MODEM},
        ),
    ]


def _calls() -> list[Offer]:
    calls: Shared = {"category": ServiceCategory.CALLS}
    return [
        _service(
            *("plus-100min", "Плюс 100 минут", "100 minutes more"),
            *("Ещё 100 минут разговоров каждый месяц.", "100 minutes of calls more each month."),
            price="120",
            gives={Unit.VOICE: 100 * MINUTE},
            **calls,
        ),
        _service(
            *("plus-200sms", "Плюс 200 SMS", "200 messages more"),
            *("Ещё 200 SMS каждый месяц.", "200 messages more each month."),
            price="80",
            gives={Unit.SMS: 200},
            **calls,
        ),
        _service(
            *("caller-id", "Определитель номера", "Caller identification"),
            *("Видно, кто звонит.", "Shows who is calling."),
            price="0",
            every=Every.NEVER,
            network_code="caller-id",
            **calls,
        ),
        _service(
            *("names", "Имена звонящих", "Names of callers"),
            "Показывает название организации, которая звонит.",
            "Shows the name of the organisation that is calling.",
            price="60",
            requires=["caller-id"],
            network_code="names",
            **calls,
        ),
        _service(
            *("hidden-number", "Скрытый номер", "Hidden number"),
            *("Ваш номер не виден тем, кому звоните.", "Those whom you call do not see your number."),
            price="70",
            conflicts=["caller-id"],
            network_code="hidden-number",
            **calls,
        ),
        _service(
            *("voicemail", "Голосовая почта", "Voicemail"),
            "Пока вы не отвечаете, можно оставить вам сообщение.",
            "Callers can leave a message while you do not answer.",
            price="40",
            network_code="voicemail",
            **calls,
        ),
        _service(
            *("forwarding", "Переадресация", "Call forwarding"),
            *("Звонки приходят на другой номер.", "Calls come to another number."),
            price="0",
            every=Every.NEVER,
            conflicts=["voicemail"],
            network_code="forwarding",
            **calls,
        ),
        _service(
            *("tone", "Гудок", "Tone"),
            *("Вместо гудка звучит музыка.", "Music instead of the ringing tone."),
            price="60",
            is_extra=True,
            network_code="tone",
            **calls,
        ),
    ]


def _safety() -> list[Offer]:
    safety: Shared = {"category": ServiceCategory.SAFETY}
    return [
        _service(
            *("no-spam", "Защита от спама", "Protection from spam"),
            *("Назойливые звонки не проходят.", "Annoying calls do not come through."),
            price="60",
            requires=["caller-id"],
            network_code="no-spam",
            **safety,
        ),
        _service(
            *("antivirus", "Антивирус", "Antivirus"),
            *("Опасные сайты не открываются.", "Dangerous sites do not open."),
            price="99",
            is_extra=True,
            **safety | {"kinds": [LineKind.MOBILE.value, LineKind.MODEM.value, LineKind.HOME.value]},
        ),
        _service(
            *("parental", "Детский интернет", "Internet for children"),
            "Открываются только сайты, безопасные для детей.",
            "Only sites that are safe for children open.",
            price="80",
            network_code="parental",
            **safety,
        ),
        _service(
            *("where", "Где мои близкие", "Where my family is"),
            *("Показывает на карте, где ваши дети.", "Shows on a map where your children are."),
            price="100",
            is_extra=True,
            **safety,
        ),
        _service(
            *("abroad", "Связь за границей", "Service abroad"),
            *("Телефон работает в других странах.", "The telephone works in other countries."),
            price="0",
            every=Every.NEVER,
            category=ServiceCategory.ABROAD,
            network_code="abroad",
        ),
        _service(
            *("satellite", "Связь через спутник", "Service by satellite"),
            *("Сообщения там, где нет вышек.", "Messages where there are no towers."),
            price="200",
            category=ServiceCategory.ABROAD,
            network_code=REFUSED,
        ),
    ]


def _at_home() -> list[Offer]:
    return [
        _service(
            *("speed-500", "Ускорение до 500", "Up to 500"),
            *("Скорость до 500 Мбит/с вместо 300.", "Up to 500 Mbit/s instead of 300."),
            price="200",
            tariffs=["home-300"],
            network_code="speed-500",
            category=ServiceCategory.INTERNET,
            kinds=HOME,
        ),
        _service(
            *("static-ip", "Постоянный IP-адрес", "A fixed IP address"),
            "Нужен для видеонаблюдения и своих серверов.",
            "Needed for cameras and servers of one's own.",
            price="150",
            network_code="static-ip",
            category=ServiceCategory.INTERNET,
            kinds=HOME,
        ),
        _service(
            *("router", "Аренда роутера", "Router for rent"),
            "Наш роутер; сломается — заменим.",
            "Our router; if it breaks, we replace it.",
            price="99",
            connect_fee=Decimal(50),
            category=ServiceCategory.INTERNET,
            kinds=HOME,
        ),
        _service(
            *("long-distance", "Междугородние минуты", "Long-distance minutes"),
            *("Ещё 200 минут по стране каждый месяц.", "200 minutes more within the country each month."),
            price="120",
            gives={Unit.VOICE: 200 * MINUTE},
            category=ServiceCategory.CALLS,
            kinds=CITY,
        ),
    ]


def _tv() -> list[Offer]:
    tv: Shared = {"category": ServiceCategory.TV, "kinds": TV}
    return [
        _service(
            *("tv-films", "Пакет «Кино»", "Films"),
            *("Двадцать каналов с фильмами без рекламы.", "Twenty channels of films without commercials."),
            price="199",
            network_code="tv-films",
            **tv,
        ),
        _service(
            *("tv-sport", "Пакет «Спорт»", "Sport"),
            *("Футбол, хоккей и ещё десять каналов.", "Football, hockey and ten channels more."),
            price="299",
            network_code="tv-sport",
            **tv,
        ),
        _service(
            *("tv-children", "Пакет «Детский»", "Children"),
            *("Мультфильмы и передачи для детей.", "Cartoons and programmes for children."),
            price="99",
            network_code="tv-children",
            **tv,
        ),
        _service(
            *("tv-4k", "Кино в 4К", "Films in 4K"),
            "Фильмы пакета «Кино» в лучшем качестве.",
            "The films of the pack «Films» in the best quality.",
            price="150",
            requires=["tv-films"],
            network_code="tv-4k",
            **tv,
        ),
        _service(
            *("tv-second", "Второй экран", "A second screen"),
            *("Смотрите ещё на одном телевизоре.", "Watch on one more television."),
            price="50",
            tariffs=["tv-big"],
            **tv,
        ),
    ]


def _other() -> list[Offer]:
    return [
        _service(
            *("paper-bill", "Счёт на бумаге", "A bill on paper"),
            *("Раз в месяц приходит по почте.", "Comes by post once a month."),
            price="30",
            kinds=list(LineKind.values),
        ),
        _service(
            *("sim-popups", "Всплывающие окна SIM-карты", "SIM pop-ups"),
            "Сообщения о новостях и играх прямо на экране.",
            "Messages about news and games right on the screen.",
            price="0",
            every=Every.NEVER,
            network_code="sim-popups",
        ),
    ]
