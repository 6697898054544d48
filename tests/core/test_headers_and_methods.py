"""The policy of every page, whole, and what each address refuses to be asked with."""

from uuid import uuid4

import pytest
from django.test import Client

from tests.people import make_owner, make_specialist, signed_in

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}


def policy(answer) -> dict[str, str]:
    directives = answer.headers["Content-Security-Policy"].split(";")
    return dict(directive.strip().split(" ", 1) for directive in directives if directive.strip())


def test_the_policy_allows_the_portals_own_files_and_nothing_else(client):
    subscriber = signed_in(make_owner("79031234567")[0])
    specialist = signed_in(make_specialist())
    answers = [client.get("/"), client.get("/login/"), client.get("/нет-такой/")]
    answers += [subscriber.get("/"), subscriber.get("/chat/"), specialist.get("/desk/")]
    assert [answer.status_code for answer in answers] == [200, 200, 404, 200, 200, 200]
    assert [policy(answer) for answer in answers] == [POLICY] * len(answers)
    assert not any(answer.has_header("Content-Security-Policy-Report-Only") for answer in answers)


READ = {"POST", "PUT", "PATCH", "DELETE"}  # what an address that is only read refuses
FORM = {"PUT", "PATCH", "DELETE"}  # what a page with a form refuses
BUTTON = {"GET", "HEAD", "PUT", "PATCH", "DELETE"}  # what an address behind a button refuses

REFUSED = {
    "/healthz": READ, "/readyz": READ, "/brand.css": READ, "/brand.svg": READ, "/manifest.webmanifest": READ,
    "/sw.js": READ, "/offline/": READ, "/language/": BUTTON, "/theme/": BUTTON,
    "/": READ, "/numbers/": READ, "/help/": READ, "/contacts/": READ, "/ask/": FORM,
    "/login/": FORM, "/login/code/": FORM, "/login/password/": FORM, "/login/otp/": FORM, "/logout/": FORM,
    "/settings/": FORM, "/chat/": FORM, "/finance/": READ, "/finance/operations/": READ,
    "/payments/transfer/": FORM, "/payments/ask/": FORM, "/payments/call-me/": FORM,
    "/payments/trust/": FORM, "/payments/limit/": FORM, "/payments/content/": FORM, "/services/": READ,
    "/offers/": READ,
    "/finance/operations.csv": READ, "/phone/79031234567/": READ, "/phone/79031234567.json": READ,
}  # fmt: skip


@pytest.mark.parametrize("address", REFUSED)
def test_an_address_refuses_what_it_is_not_for(address):
    browser = signed_in(make_owner("79031234567")[0])
    answers = {method: browser.generic(method, address).status_code for method in sorted(REFUSED[address])}
    assert answers == dict.fromkeys(sorted(REFUSED[address]), 405)


@pytest.mark.parametrize("button", ["take", "close"])
def test_a_link_takes_and_closes_no_conversation(button):
    address = f"/desk/{uuid4()}/{button}/"
    browser = signed_in(make_specialist())
    answers = {method: browser.generic(method, address).status_code for method in sorted(BUTTON)}
    assert answers == dict.fromkeys(sorted(BUTTON), 405)


@pytest.mark.parametrize(("address", "name"), [("/language/", "language"), ("/theme/", "theme")])
def test_a_link_changes_no_preference(address, name):
    owner, _line = make_owner("79031234567")
    for browser in (Client(), signed_in(owner)):
        answer = browser.get(address, {name: "en" if name == "language" else "dark"})
        assert answer.status_code == 405
        assert set(answer.cookies) <= {"cabinet_session"}
    owner.refresh_from_db()
    assert owner.language == ""
