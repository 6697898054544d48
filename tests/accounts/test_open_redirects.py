"""`next` leads to pages of this portal, and nowhere else, wherever it is taken from."""

from uuid import uuid4

import pytest
from django.test import Client, RequestFactory

from cabinet.accounts.assurance import KEY as PROOFS
from cabinet.accounts.assurance import Proof
from cabinet.core.next_page import safe_destination, safe_next
from tests.accounts.test_codes import code_in_sms
from tests.people import PASSWORD, make_owner, signed_in

pytestmark = pytest.mark.django_db

NUMBER = "79031234567"
AWAY = [
    "//evil.example", "///evil.example", "////evil.example/%2e%2e", "/\\evil.example", "\\\\evil.example",
    "/\\/evil.example", "https://evil.example/", "https:evil.example", "https:/evil.example", "http:///evil.example",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "/\t/evil.example", "/\n/evil.example",
    "/\r\n/evil.example", "\t//evil.example", " //evil.example", "/\x00/evil.example", "/\u200b/../\u202e",
    "%2f%2fevil.example", "//evil.example\\@testserver", "//testserver@evil.example/", "https://testserver.evil.example/",
    "evil.example", "?next=//evil.example", "#x", "//[evil", "/" + "a" * 5000, "/finance/operations/?x=" + "a" * 5000,
]  # fmt: skip
NO_PAGE = ["/logout/", "/language/", "/theme/", "/no-such-page/", "/%2f%2fevil.example", "/%5cevil.example/"]
GOOD = ["/", "/settings/", "/finance/operations/?from=2026-11-01&line=x", "/help/#тарифы", "/help/?q=%2F%2Fevil"]


@pytest.fixture
def owner():
    user, _line = make_owner(NUMBER)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.mark.parametrize("after", AWAY)
def test_what_leads_away_is_nothing(after):
    for request in (RequestFactory().get("/"), RequestFactory().get("/", secure=True)):
        assert safe_next(request, after) == ""
        assert safe_destination(request, after) == ""


@pytest.mark.parametrize("after", NO_PAGE)
def test_nobody_comes_in_to_where_nothing_can_be_seen(after):
    assert safe_destination(RequestFactory().get("/"), after) == ""


@pytest.mark.parametrize("after", GOOD)
def test_pages_are_gone_on_to(after):
    assert safe_destination(RequestFactory().get("/"), after) == after


def test_a_button_behind_several_decorators_is_known_by_its_methods():
    """Who presses a button after the session ended, and signs in again, is not led to its address."""
    for address in (f"/desk/{uuid4()}/take/", f"/desk/{uuid4()}/close/", "/language/", "/theme/"):
        assert safe_next(RequestFactory().get("/"), address) == ""


@pytest.mark.parametrize("after", ["//evil.example", "/\\evil.example", "/\t/evil.example", "https://evil.example/",
                                   "javascript:alert(1)", "/logout/", "/language/", "/" + "a" * 5000])  # fmt: skip
def test_every_door_leads_home_instead(after, owner):
    by_code = Client()
    by_code.post("/login/", {"phone": NUMBER, "how": "code", "next": after})
    assert by_code.post("/login/code/", {"code": code_in_sms(), "next": after}).url == "/"

    by_password = Client()
    form = {"phone": NUMBER, "password": PASSWORD, "next": after}
    assert by_password.post("/login/password/", form).url == "/"

    weak = signed_in(owner, proof=Proof.NETWORK)
    weak.post("/confirm/", {"next": after})
    line = owner.contracts.get().primary_line
    assert weak.post("/confirm/", {"next": after, "to": line.public_id, "code": code_in_sms()}).url == "/"
    assert Proof.CODE in weak.session[PROOFS]


@pytest.mark.parametrize("after", AWAY)
def test_switching_language_or_theme_leads_nowhere_else(client, after):
    for address, choice in (("/language/", {"language": "en"}), ("/theme/", {"theme": "dark"})):
        answer = client.post(address, {**choice, "next": after})
        assert (answer.status_code, answer.headers.get("Location")) in [(302, "/"), (400, None)]


def test_the_language_is_switched_on_the_page_where_one_is(client):
    for address in ("/login/", "/logout/", "/help/", "/login/?next=/settings/"):
        assert client.post("/language/", {"language": "en", "next": address}).url == address


def test_the_link_between_the_steps_keeps_no_foreign_address(client):
    answer = client.post("/login/", {"phone": NUMBER, "how": "password", "next": "//evil.example"})
    assert answer.url.startswith("/login/password/")
    page = client.get("/login/password/", {"next": "//evil.example"}).content.decode()
    assert 'href="//evil.example' not in page
