"""A specialist of the call centre and a subscriber with a document, for tests of temporary passwords."""

from django.contrib.auth.models import Group
from django.test import Client

from cabinet.accounts.models import Contract, User
from cabinet.accounts.roles import CALL_CENTRE
from cabinet.accounts.services.call_centre import Caller
from cabinet.accounts.services.documents import set_document
from cabinet.accounts.services.second_factor import give_devices
from tests.people import PASSWORD

NUMBER, SECOND = "79031234567", "79031234568"
PAGE = "/admin/accounts/onetimepassword/add/"
NEW = "ледоход на Оке 1975"
GOOD = Caller("T-79031234567", "1234", NUMBER)


def make_vera(login: str = "vera") -> User:
    user = User.objects.create_user(login, PASSWORD, name="Вера", is_staff=True)
    user.groups.add(Group.objects.get(name=CALL_CENTRE))
    give_devices(user=user)
    return user


def with_document(contract: Contract) -> Contract:
    set_document(contract=contract, last_digits="1234")
    contract.save()
    return contract


def ask(client: Client, how: str = "read_out", **changed: str):
    return client.post(PAGE, {"contract": "T-79031234567", "document": "1234", "number": NUMBER, "how": how, **changed})


def enter(password: str, phone: str = NUMBER, client: Client | None = None):
    return (client or Client()).post("/login/password/", {"phone": phone, "password": password})
