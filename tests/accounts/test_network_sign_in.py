"""Signing in by the mobile network: who is let in, by which button, and what a line's switch forbids (A5)."""

import pytest
from django.test import Client

from cabinet.accounts import network_views
from cabinet.accounts.assurance import Proof
from cabinet.accounts.models import Access, Line, LineStatus, SecurityEvent, User
from cabinet.accounts.services.codes import request_code
from cabinet.accounts.services.sign_in import sign_in_by_code
from cabinet.sms.models import SmsMessage
from tests.accounts.test_codes import code_in_sms
from tests.mobile import ENTER, NUMBER, PROXY, SECOND, in_network, offer, press, proofs, said_by_network, who_is_in
from tests.people import NOW, add_line, give_access, make_contract, make_owner, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mobile_network")]

NOBODYS = "79990000000"


@pytest.fixture
def owner():
    return make_owner(NUMBER)[0]


def test_the_page_says_as_whom_and_one_button_signs_in(owner):
    browser = in_network()
    page = browser.get("/login/").content.decode()
    assert "Войти как 903 123-45-67" in page
    assert "Войти с другим номером" in page
    assert 'name="phone"' not in page

    assert press(browser).url == "/"
    assert who_is_in(browser) == owner
    assert proofs(browser) == [Proof.NETWORK]
    event = SecurityEvent.objects.get()
    assert (event.kind, event.user, event.line.msisdn, event.channel) == ("signed_in", owner, NUMBER, "network")
    assert event.details.facts["proof"] == "network"
    assert [message.kind for message in SmsMessage.objects.all()] == ["notice"]  # of a new device; no code was needed


@pytest.mark.parametrize("method", ["get", "head", "put"])
def test_nothing_but_a_post_signs_in(owner, method):
    browser = in_network()
    line = offer(browser)
    assert getattr(browser, method)(f"{ENTER}?line={line.public_id}").status_code == 405
    assert who_is_in(browser) is None


def test_another_sites_form_signs_nobody_in(owner):
    browser = in_network(enforce_csrf_checks=True)
    line = offer(browser)
    assert browser.post(ENTER, {"line": line.public_id}).status_code == 403
    assert who_is_in(browser) is None


def test_the_session_ends_with_the_browser_even_if_asked_to_remember(owner):
    browser = in_network()
    answer = press(browser, remember="on")
    assert answer.cookies["cabinet_session"]["max-age"] == ""
    assert browser.session.get_expire_at_browser_close()
    assert browser.session.get_expiry_age() <= 24 * 60 * 60


def test_the_session_key_changes(owner):
    browser = in_network()
    offer(browser)
    browser.post("/login/", {"phone": SECOND, "how": "code"})
    before = browser.session.session_key
    press(browser)
    assert browser.session.session_key != before


def test_after_it_one_is_where_one_wanted_to_be(owner):
    browser = in_network()
    assert (
        'value="/finance/operations/?from=2026-11-01"'
        in browser.get("/login/?next=/finance/operations/%3Ffrom%3D2026-11-01").content.decode()
    )
    assert press(browser, next="/finance/operations/?from=2026-11-01").url == "/finance/operations/?from=2026-11-01"
    assert press(in_network(), next="//evil.example/").url == "/"


def test_another_number_has_the_usual_page_and_keeps_where_one_was_going(owner):
    page = in_network().get("/login/?next=/chat/").content.decode()
    assert 'href="/login/?other=1&amp;next=%2Fchat%2F"' in page
    answer = in_network().get("/login/?other=1&next=/chat/")
    assert answer.context["form"]["next"].value() == "/chat/"
    assert answer.context.get("line") is None


# The same person as by a code


def by_code(msisdn: str) -> User:
    request_code(msisdn=msisdn, purpose="sign_in", now=NOW)
    return sign_in_by_code(msisdn=msisdn, typed=code_in_sms(), now=NOW)[0]


@pytest.mark.parametrize("number", [NUMBER, SECOND])
@pytest.mark.parametrize("first", ["code", "network"])
def test_it_signs_in_whom_a_code_signs_in(number, first):
    make_contract(NUMBER, SECOND)
    give_access(Line.objects.get(msisdn=SECOND))
    known = by_code(number) if first == "code" else None
    browser = in_network(number)
    press(browser)
    person = who_is_in(browser)
    assert person == (known or by_code(number))
    assert Access.objects.filter(user=person, by_code=True).count() == (number == SECOND)
    assert (Line.objects.get(msisdn=number).contract.owner == person) == (number == NUMBER)


def test_the_number_that_came_in_is_the_current_one(owner):
    add_line(owner.contracts.get(), SECOND)
    Access.objects.create(user=owner, line=Line.objects.get(msisdn=SECOND), role="manager", by_code=True)
    browser = in_network(SECOND)
    press(browser)
    assert browser.get("/").context["cabinet"].line.msisdn == SECOND


# Who is not let in


def blocked(line):
    line.status = LineStatus.BLOCKED


def switched_off(line):
    line.network_sign_in = False


def closed(line):
    line.status, line.closed_at = LineStatus.CLOSED, NOW


@pytest.mark.parametrize("change", [blocked, switched_off, closed])
def test_a_line_that_may_not_is_not_offered_and_its_button_of_before_does_nothing(owner, change):
    browser = in_network()
    line = offer(browser)
    change(line)
    line.save()
    assert offer(browser) is None
    answer = browser.post(ENTER, {"line": line.public_id}, follow=True)
    assert who_is_in(browser) is None
    assert answer.status_code == 200
    assert b'role="status"' in answer.content
    assert not SecurityEvent.objects.exists()


@pytest.mark.parametrize("state", [{"is_staff": True}, {"is_active": False}])
def test_staff_and_people_who_may_not_enter_are_not_signed_in(owner, state):
    User.objects.filter(pk=owner.pk).update(**state)
    browser = in_network()
    answer = browser.post(ENTER, {"line": offer(browser).public_id}, follow=True)
    assert "Войти по этому номеру нельзя" in answer.content.decode()
    assert who_is_in(browser) is None


@pytest.mark.parametrize("by_owner", [True, False])
def test_where_others_are_forbidden_only_the_owner_comes_in(owner, by_owner):
    """By the primary number, and by one that they proved to be theirs, too."""
    contract = owner.contracts.get()
    second = add_line(contract, SECOND)
    shown = offer(in_network(SECOND))
    assert shown == second
    person = owner if by_owner else User.objects.create_user(name="Пётр")
    Access.objects.create(user=person, line=second, role="manager", by_code=True)
    contract.others_forbidden = True
    contract.save()
    browser = in_network(SECOND)
    assert (offer(browser) == second) == by_owner
    browser.post(ENTER, {"line": shown.public_id})
    assert who_is_in(browser) == (owner if by_owner else None)
    press(primary := in_network(NUMBER))
    assert who_is_in(primary) == owner


@pytest.mark.parametrize("number", [NOBODYS, f"{NUMBER},{NOBODYS}", "нет", ""])
def test_a_number_of_nobody_has_the_usual_page(owner, number):
    browser = in_network(number)
    assert 'name="phone"' in browser.get("/login/").content.decode()
    browser.post(ENTER, {"line": owner.contracts.get().primary_line.public_id})
    assert who_is_in(browser) is None


@pytest.mark.parametrize(
    "forged",
    [
        {"REMOTE_ADDR": "203.0.113.9", **said_by_network()},
        {"REMOTE_ADDR": PROXY, "HTTP_X_PORTAL_MSISDN": NUMBER},
        {"REMOTE_ADDR": PROXY, "HTTP_X_MSISDN": NUMBER},
        {"REMOTE_ADDR": PROXY, **said_by_network(SECOND), "HTTP_X_PORTAL_MSISDN": NUMBER},
        {"REMOTE_ADDR": "203.0.113.9", "HTTP_X_FORWARDED_FOR": PROXY, **said_by_network()},
    ],
)
def test_forged_headers_offer_nothing_and_sign_nobody_in(owner, forged):
    browser = Client(**forged)
    assert offer(browser) is None
    browser.post(ENTER, {"line": owner.contracts.get().primary_line.public_id})
    assert who_is_in(browser) is None


def test_the_line_is_what_the_network_says_not_what_the_form_says(owner):
    _stranger, theirs = make_owner(SECOND)
    browser = in_network(NUMBER)
    answer = browser.post(ENTER, {"line": theirs.public_id, "next": "/chat/"}, follow=True)
    assert who_is_in(browser) is None
    assert "Сеть назвала другой номер" in answer.content.decode()
    assert answer.context["line"].msisdn == NUMBER
    assert answer.context["next"] == "/chat/"


def test_a_sim_changed_between_the_page_and_the_button_is_shown_anew(owner):
    make_owner(SECOND)
    browser = in_network(NUMBER)
    shown = offer(browser)
    answer = browser.post(ENTER, {"line": shown.public_id}, follow=True, **said_by_network(SECOND))
    assert who_is_in(browser) is None
    answer = browser.get(answer.redirect_chain[-1][0], **said_by_network(SECOND))
    assert answer.context["line"].msisdn == SECOND


def test_a_number_that_was_given_to_somebody_else_meanwhile_is_shown_anew(owner):
    browser = in_network()
    shown = offer(browser)
    closed(shown)
    shown.save()
    make_contract(NUMBER, number="T-new")
    browser.post(ENTER, {"line": shown.public_id})
    assert who_is_in(browser) is None


def test_wi_fi_switched_on_meanwhile_leads_to_the_usual_page(owner):
    shown = offer(in_network())
    at_home = Client(REMOTE_ADDR=PROXY)
    answer = at_home.post(ENTER, {"line": shown.public_id, "next": "/chat/"}, follow=True)
    assert who_is_in(at_home) is None
    assert "включился Wi-Fi" in answer.content.decode()
    assert answer.context["form"]["next"].value() == "/chat/"


def test_a_stronger_session_is_not_exchanged_for_this_one(owner):
    browser = signed_in(owner)
    line = owner.contracts.get().primary_line
    answer = browser.post(ENTER, {"line": line.public_id, "next": "/chat/"}, REMOTE_ADDR=PROXY, **said_by_network())
    assert answer.url == "/chat/"
    assert proofs(browser) == [Proof.CODE]


def test_one_sim_cannot_fill_the_journal(owner, monkeypatch):
    monkeypatch.setattr(network_views, "A_NUMBERS_LIMIT", "2/hour")
    other = make_owner("79160000077")[0]
    statuses = [press(in_network("79160000077")).status_code for _time in range(3)]
    assert statuses == [302, 302, 429]
    assert SecurityEvent.objects.filter(user=other).count() == 2
    assert press(in_network()).status_code == 302


def test_the_offer_costs_one_query(owner, django_assert_num_queries):
    browser = in_network()
    browser.get("/login/")
    with django_assert_num_queries(1):
        browser.get("/login/")
    with django_assert_num_queries(1):  # whether a captcha is due
        Client(REMOTE_ADDR=PROXY).get("/login/")


def test_how_to_come_in_with_a_tablet_is_said_where_the_network_can_tell_numbers(owner, settings):
    assert "выключите Wi-Fi" in Client().get("/login/").content.decode()
    settings.MSISDN_HEADER_SECRET = ""
    assert "выключите Wi-Fi" not in Client().get("/login/").content.decode()


# The demonstration


def test_the_simulators_phone_opens_the_cabinet_as_its_sim(owner, settings):
    settings.DEMO, settings.MSISDN_HEADER_SECRET = True, ""
    browser = Client()
    assert "Открыть кабинет с этого телефона" in browser.get(f"/phone/{NUMBER}/").content.decode()
    assert browser.get(f"/phone/{NUMBER}/open/").status_code == 405
    answer = browser.post(f"/phone/{NUMBER}/open/", follow=True)
    assert "Войти как 903 123-45-67" in answer.content.decode()
    press(browser)
    assert (who_is_in(browser), proofs(browser)) == (owner, [Proof.NETWORK])


@pytest.mark.parametrize("production", [{"DEMO": False}, {"DEMO": True, "SMS_GATEWAY": "smpp"}])
def test_there_is_no_such_phone_elsewhere(owner, settings, production):
    for name, value in production.items():
        setattr(settings, name, value)
    answer = Client().post(f"/phone/{NUMBER}/open/")
    assert answer.status_code == 404
    assert "simulated_sim" not in answer.cookies
