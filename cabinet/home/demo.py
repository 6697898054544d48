"""The demonstration: a small operator that looks alive, the same each time relative to today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import Group
from django.db import transaction
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from cabinet.accounts.models import Contract, Line, LineKind, Region, User
from cabinet.accounts.roles import CALL_CENTRE, FINANCE, SPECIALISTS, SUPERVISORS
from cabinet.accounts.services.documents import set_document
from cabinet.accounts.services.second_factor import give_devices

PASSWORD = "demo-pass-0611"  # noqa: S105 - shown to everybody, in the demonstration only
DOCUMENT = "1234"  # the last digits of everybody's document here, for the call centre
STAFF = (
    ("anna", "Анна", SPECIALISTS),
    ("petr", "Пётр", SPECIALISTS),
    ("nina", "Нина", SPECIALISTS, SUPERVISORS),
    ("vera", "Вера", CALL_CENTRE),
    ("olga", "Ольга", FINANCE),
    ("admin", "Администратор"),
)


@dataclass(frozen=True)
class DemoLine:
    number: str
    label: str
    kind: LineKind = LineKind.MOBILE
    address: str = ""

    @property
    def msisdn(self) -> str | None:
        return self.number if self.kind in (LineKind.MOBILE, LineKind.MODEM) else None


@dataclass(frozen=True)
class DemoContract:
    number: str
    customer: str
    about: str
    lines: tuple[DemoLine, ...]
    owned: bool = True  # whether somebody has signed in before
    days: int = 400  # since it was made


RECENT = 130  # days: with us since the last few months
HOUSE = "Москва, улица Садовая, 10, квартира 3"
CONTRACTS = (
    DemoContract(
        "24-0001",
        "Мария Кузнецова",
        "семья из четырёх номеров",
        (
            DemoLine("79031234567", "Мой"),
            DemoLine("79031234568", "Мама"),
            DemoLine("79031234569", "Сын"),
            DemoLine("79031234570", "Дача"),
        ),
    ),
    DemoContract("24-0002", "Олег Петров", "один номер", (DemoLine("79055551102", ""),)),
    DemoContract("24-0003", "Ирина Соколова", "модем", (DemoLine("79067777731", "", LineKind.MODEM),)),
    DemoContract(
        "24-0004",
        "Сергей Волков",
        "мобильный, домашний интернет и ТВ",
        (
            DemoLine("79160001020", "Мой"),
            DemoLine("4501020", "", LineKind.HOME, "Москва, улица Лесная, 5, квартира 12"),
            DemoLine("4501021", "", LineKind.TV, "Москва, улица Лесная, 5, квартира 12"),
        ),
    ),
    *(
        DemoContract(f"24-01{index:02}", "Абонент", "один номер", (DemoLine(f"791000000{index:02}", ""),))
        for index in (*range(1, 37), 47, 48, *range(51, 81))
    ),
    *(
        DemoContract(f"24-0{100 + index}", "Абонент", "один номер", (DemoLine(f"79100000{index:03}", ""),), days=RECENT)
        for index in (*range(81, 100), *range(103, 141))
    ),
    DemoContract("24-0200", "Абонент", "модем", (DemoLine("79100000100", "", LineKind.MODEM),), days=RECENT),
    *(
        DemoContract(
            f"24-0{100 + index}",
            "Абонент",
            "мобильный и всё для дома",
            (
                DemoLine(f"79100000{index}", "Мой"),
                DemoLine(f"460{index}1", "", LineKind.HOME, HOUSE),
                DemoLine(f"460{index}2", "", LineKind.TV, HOUSE),
                DemoLine(f"495123{index}0", "", LineKind.PHONE, HOUSE),
            ),
            days=RECENT,
        )
        for index in (101, 102)
    ),
    DemoContract("24-0137", "Новый Абонент", "ещё никто не входил", (DemoLine("79100000037", ""),), owned=False),
    DemoContract(
        "24-0138",
        "Галина Орлова",
        "семья из двух номеров",
        (DemoLine("79100000038", "Мой"), DemoLine("79100000039", "Сын")),
    ),
)


ADDED_BY_CODE = (  # what the card offers for adding to somebody's cabinet
    ("79100000037", "nobody's contract 24-0137: comes whole, and is yours from then on"),
    ("79031234568", "a second number of 24-0001: you manage it, its owner keeps the account"),
    ("79100000038", "the main number of 24-0138: refused, for it is in another cabinet already"),
)


@transaction.atomic
def seed(*, now: datetime) -> bool:
    """Fill an empty database; False if there was something in it already."""
    if Contract.objects.exists() or User.objects.exists():
        return False
    from cabinet.home.demo_data.loading import load as load_pages
    from chat import demo as chat_demo
    from chat.knowledge.loading import load
    from chat.shift.loading import load as load_words
    from subscriptions import demo as subscriptions_demo
    from subscriptions.demo.catalogue import HOME_REGION, make_catalogue

    make_catalogue(now=now)
    load(now=now)
    load_pages(now=now)
    load_words()
    here = Region.objects.get(code=HOME_REGION)
    staff = [_staff(*row) for row in STAFF]
    contracts = [_contract(row, here, now) for row in CONTRACTS]
    subscriptions_demo.seed(contracts=contracts, now=now)
    lines = [contract.primary_line for contract in contracts[:2] if contract.primary_line]
    chat_demo.seed(lines=lines, specialist=staff[0], now=now)
    return True


def current_token(user: User) -> str:
    """The code that the authenticator of a demonstration's member of staff shows now."""
    device = TOTPDevice.objects.get(user=user)
    return f"{totp(device.bin_key, device.step, device.t0, device.digits, device.drift):06}"


def _staff(login: str, name: str, *groups: str) -> User:
    user = User.objects.create_user(login, PASSWORD, name=name, is_staff=True, is_superuser=not groups)
    user.groups.add(*Group.objects.filter(name__in=groups))
    give_devices(user=user)
    return user


def _contract(row: DemoContract, region: Region, now: datetime) -> Contract:
    contract = Contract(number=row.number, customer_name=row.customer, region=region)
    set_document(contract=contract, last_digits=DOCUMENT)
    contract.save()
    lines = [
        Line.objects.create(
            contract=contract,
            number=line.number,
            msisdn=line.msisdn,
            kind=line.kind,
            label=line.label,
            address=line.address,
            opened_at=now - timedelta(days=row.days),
        )
        for line in row.lines
    ]
    contract.primary_line = lines[0]
    contract.owner = User.objects.create_user(name=row.customer) if row.owned else None
    contract.save(update_fields=["primary_line", "owner"])
    return contract
