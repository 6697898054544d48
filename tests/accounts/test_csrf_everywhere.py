"""Every form of the pages about access, walked by their addresses, refuses a POST without a token."""

import pytest
from django.test import Client
from django.urls import get_resolver

from cabinet.accounts import urls as accounts
from cabinet.core import urls as core
from tests.people import make_owner, signed_in

pytestmark = pytest.mark.django_db

# A mail program posts to it by itself, without a cookie (RFC 8058): the token in the address is all that it needs.
BY_TOKEN_ALONE = "/unsubscribe/"
ARGUMENTS = {"uuid": "00000000-0000-4000-8000-000000000000", "str": "x", "int": "1", "slug": "x"}


def addresses() -> list[str]:
    """One address for each route of the rooms where access is decided."""
    found = []
    for pattern in (*accounts.urlpatterns, *core.urlpatterns):
        path = str(pattern.pattern)
        for name, converter in pattern.pattern.converters.items():
            kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
            path = path.replace(f"<{kind}:{name}>", ARGUMENTS[kind]).replace(f"<{name}>", "x")
        if not path.startswith(BY_TOKEN_ALONE.strip("/")):
            found.append(f"/{path}")
    return found


def test_the_walk_finds_the_doors():
    assert {"/login/", "/login/code/", "/login/password/", "/confirm/", "/logout/", "/language/"} <= set(addresses())
    assert not any("<" in address for address in addresses())
    for address in addresses():
        get_resolver().resolve(address)


@pytest.mark.parametrize("address", addresses())
def test_a_post_without_a_token_is_refused(address):
    strict = Client(enforce_csrf_checks=True)
    inside = signed_in(make_owner("79031234567")[0])
    inside.handler.enforce_csrf_checks = True
    for browser in (strict, inside):
        answer = browser.post(address, {"phone": "79031234567", "how": "code"})
        assert answer.status_code in (403, 405), answer.status_code
        if browser.get(address).status_code != 405:
            continue
        assert answer.status_code == 403  # a button's address is no way around
