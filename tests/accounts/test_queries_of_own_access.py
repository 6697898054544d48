"""What the pages of a password, a login and of recovery ask of the database, whatever the cabinet has grown to."""

from collections.abc import Callable

import pytest
from django.test import Client

from cabinet.accounts.models import User
from tests.accounts.test_codes import code_in_sms
from tests.people import PASSWORD, add_line, give_access, make_owner, signed_in

pytestmark = pytest.mark.django_db

NUMBER = "79031234567"
NEW = "ледоход на Оке 1975"
OWN_PASSWORD, OWN_LOGIN = "/settings/security/password/", "/settings/security/login/"
RECOVER, CODE, LAST = "/login/recover/", "/login/code/", "/login/new-password/"


@pytest.fixture(params=["small", "grown"])
def owner(request) -> User:
    """A cabinet of one number, or one with many numbers, people who have access to them, and devices."""
    owner, line = make_owner(NUMBER)
    owner.set_password(PASSWORD)
    owner.save()
    signed_in(owner)
    if request.param == "grown":
        for index in range(12):
            give_access(add_line(line.contract, f"7903123460{index:02}"), granted_by=owner)
            signed_in(owner)
    return owner


def recovering(_owner: User) -> Client:
    client = Client()
    client.post(RECOVER, {"phone": NUMBER})
    return client


def proved(owner: User) -> Client:
    client = recovering(owner)
    client.post(CODE, {"code": code_in_sms()})
    return client


Browser = Callable[[User], Client]


@pytest.mark.parametrize(
    ("browser", "address", "form", "queries"),
    [
        (signed_in, OWN_PASSWORD, None, 4),
        (signed_in, OWN_PASSWORD, {"password": NEW}, 33),
        (signed_in, OWN_LOGIN, None, 4),
        (signed_in, OWN_LOGIN, {"login": "maria.k"}, 15),
        (signed_in, OWN_LOGIN, {"remove": "1"}, 6),
        (lambda _owner: Client(), RECOVER, None, 1),
        (lambda _owner: Client(), RECOVER, {"phone": NUMBER}, 18),
        (recovering, CODE, None, 5),
        (proved, LAST, None, 3),
        (proved, LAST, {"password": NEW}, 50),
    ],
)
def test_queries(
    owner: User, browser: Browser, address: str, form: dict[str, str] | None, queries: int, django_assert_num_queries
) -> None:
    client = browser(owner)
    with django_assert_num_queries(queries):  # savepoints among them
        answer = client.get(address) if form is None else client.post(address, form)
    assert answer.status_code == (200 if form is None else 302)
