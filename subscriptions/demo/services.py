"""The services of the demonstration: what needs what, what excludes what, what the network has to switch."""

from __future__ import annotations

from billing.demo.cards import GB, MINUTE
from billing.models import Unit
from cabinet.accounts.models import LineKind
from subscriptions.demo.offer import MODEM, Offer, Shared, service
from subscriptions.demo.services_at_home import at_home, television
from subscriptions.models import Every, ServiceCategory

REFUSED = "satellite-unserved"  # the simulated network switches on nothing that ends so


def services() -> list[Offer]:
    """All, in the order of the list."""
    parts = (_internet, _calls, _safety, at_home, television, _other)
    offers = [offer for part in parts for offer in part()]
    for position, (offered, _allowances) in enumerate(offers, start=1):
        offered.position = position * 10
    return offers


def _internet() -> list[Offer]:
    internet: Shared = {"category": ServiceCategory.INTERNET}
    return [
        service(
            *("plus-5gb", "Плюс 5 ГБ", "5 GB more"),
            *("Ещё 5 гигабайт каждый месяц.", "5 gigabytes more each month."),
            price="150",
            gives={Unit.DATA: 5 * GB},
            conflicts=["plus-20gb"],
            **internet,
        ),
        service(
            *("plus-20gb", "Плюс 20 ГБ", "20 GB more"),
            *("Ещё 20 гигабайт каждый месяц.", "20 gigabytes more each month."),
            price="350",
            gives={Unit.DATA: 20 * GB},
            conflicts=["plus-5gb"],
            **internet,
        ),
        service(
            *("turbo", "Гигабайт на день", "A gigabyte a day"),
            *("Каждый день ещё один гигабайт.", "One gigabyte more every day."),
            price="15",
            every=Every.DAY,
            gives={Unit.DATA: GB},
            **internet,
        ),
        service(
            *("hotspot", "Раздача интернета", "Sharing the internet"),
            "Телефон раздаёт интернет ноутбуку и планшету.",
            "The telephone shares its internet with a laptop and a tablet.",
            price="50",
            network_code="hotspot",
            **internet,
        ),
        service(
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
        service(
            *("plus-100min", "Плюс 100 минут", "100 minutes more"),
            *("Ещё 100 минут разговоров каждый месяц.", "100 minutes of calls more each month."),
            price="120",
            gives={Unit.VOICE: 100 * MINUTE},
            **calls,
        ),
        service(
            *("plus-200sms", "Плюс 200 SMS", "200 messages more"),
            *("Ещё 200 SMS каждый месяц.", "200 messages more each month."),
            price="80",
            gives={Unit.SMS: 200},
            **calls,
        ),
        service(
            *("caller-id", "Определитель номера", "Caller identification"),
            *("Видно, кто звонит.", "Shows who is calling."),
            price="0",
            every=Every.NEVER,
            network_code="caller-id",
            **calls,
        ),
        service(
            *("names", "Имена звонящих", "Names of callers"),
            "Показывает название организации, которая звонит.",
            "Shows the name of the organisation that is calling.",
            price="60",
            requires=["caller-id"],
            network_code="names",
            **calls,
        ),
        service(
            *("hidden-number", "Скрытый номер", "Hidden number"),
            *("Ваш номер не виден тем, кому звоните.", "Those whom you call do not see your number."),
            price="70",
            conflicts=["caller-id"],
            network_code="hidden-number",
            **calls,
        ),
        service(
            *("voicemail", "Голосовая почта", "Voicemail"),
            "Пока вы не отвечаете, можно оставить вам сообщение.",
            "Callers can leave a message while you do not answer.",
            price="40",
            network_code="voicemail",
            **calls,
        ),
        service(
            *("forwarding", "Переадресация", "Call forwarding"),
            *("Звонки приходят на другой номер.", "Calls come to another number."),
            price="0",
            every=Every.NEVER,
            conflicts=["voicemail"],
            network_code="forwarding",
            **calls,
        ),
        service(
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
        service(
            *("no-spam", "Защита от спама", "Protection from spam"),
            *("Назойливые звонки не проходят.", "Annoying calls do not come through."),
            price="60",
            requires=["caller-id"],
            network_code="no-spam",
            **safety,
        ),
        service(
            *("antivirus", "Антивирус", "Antivirus"),
            *("Опасные сайты не открываются.", "Dangerous sites do not open."),
            price="99",
            is_extra=True,
            **safety | {"kinds": [LineKind.MOBILE.value, LineKind.MODEM.value, LineKind.HOME.value]},
        ),
        service(
            *("parental", "Детский интернет", "Internet for children"),
            "Открываются только сайты, безопасные для детей.",
            "Only sites that are safe for children open.",
            price="80",
            network_code="parental",
            **safety,
        ),
        service(
            *("where", "Где мои близкие", "Where my family is"),
            *("Показывает на карте, где ваши дети.", "Shows on a map where your children are."),
            price="100",
            is_extra=True,
            **safety,
        ),
        service(
            *("abroad", "Связь за границей", "Service abroad"),
            *("Телефон работает в других странах.", "The telephone works in other countries."),
            price="0",
            every=Every.NEVER,
            category=ServiceCategory.ABROAD,
            network_code="abroad",
        ),
        service(
            *("satellite", "Связь через спутник", "Service by satellite"),
            *("Сообщения там, где нет вышек.", "Messages where there are no towers."),
            price="200",
            category=ServiceCategory.ABROAD,
            network_code=REFUSED,
        ),
    ]


def _other() -> list[Offer]:
    return [
        service(
            *("paper-bill", "Счёт на бумаге", "A bill on paper"),
            *("Раз в месяц приходит по почте.", "Comes by post once a month."),
            price="30",
            kinds=list(LineKind.values),
        ),
    ]
