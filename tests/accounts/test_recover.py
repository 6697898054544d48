"""«Забыли пароль?»: a new password by a code (A2)."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cabinet.accounts.assurance import KEY as PROOFS
from cabinet.accounts.models import CodePurpose, Contract, Line, LineStatus, LoginCode, SecurityEvent, Session, User
from cabinet.accounts.services.codes import _digest
from cabinet.sms.cipher import unseal
from cabinet.sms.models import SmsMessage
from tests.accounts.test_codes import another, code_in_sms
from tests.people import PASSWORD, add_line, make_contract, make_owner, make_specialist, signed_in

pytestmark = pytest.mark.django_db

NUMBER, SECOND = "79031234567", "79031234568"
NEW = "ледоход на Оке 1975"
LAST = "/login/new-password/"


@pytest.fixture
def owner():
    user, _line = make_owner(NUMBER)
    user.set_password(PASSWORD)
    user.save()
    return user


def ask(client: Client, phone: str = NUMBER, **fields: str):
    return client.post("/login/recover/", {"phone": phone, **fields})


def prove(client: Client, phone: str = NUMBER, **fields: str):
    assert ask(client, phone, **fields).url == "/login/code/"
    return client.post("/login/code/", {"code": code_in_sms()})


def who(client: Client) -> User | None:
    return Session.objects.filter(session_key=client.session.session_key).values_list("user", flat=True).first()


def test_number_code_new_password_and_in(client, owner):
    elsewhere = signed_in(owner)
    assert prove(client, "8 (903) 123-45-67", next="/finance/operations/").url == LAST
    page = client.get(LAST).content.decode()
    assert 'autocomplete="new-password"' in page
    assert who(client) is None  # not in before the password is there
    assert client.post(LAST, {"password": NEW}).url == "/finance/operations/"
    assert who(client) == owner.pk
    assert set(client.session[PROOFS]) == {"code"}
    assert User.objects.get(pk=owner.pk).check_password(NEW)
    assert elsewhere.get("/settings/").status_code == 302
    assert list(SecurityEvent.objects.order_by("pk").values_list("kind", flat=True)) == [
        "password_recovered",
        "signed_in",
    ]
    told = [unseal(message.body) for message in SmsMessage.objects.filter(kind="notice", msisdn=NUMBER)]
    assert sum(text.startswith("Задан новый пароль") for text in told) == 1


def test_the_code_is_for_a_new_password_and_for_nothing_else(client, owner):
    ask(client)
    code = code_in_sms()
    assert LoginCode.objects.get().purpose == CodePurpose.RECOVER
    other = Client()
    other.post("/login/", {"phone": NUMBER, "how": "code"})  # too soon for one of its own
    assert other.post("/login/code/", {"code": code}).status_code == 422
    assert client.post("/login/code/", {"code": another(code)}).status_code == 422
    assert client.post("/login/code/", {"code": code}).url == LAST


def test_a_bad_password_is_told_and_the_way_is_not_lost(client, owner):
    prove(client)
    for bad in ("коротко", "пароль123", NUMBER, "ж" * 129, ""):
        answer = client.post(LAST, {"password": bad})
        assert answer.status_code == 422
        assert answer.context["form"].errors["password"]
    assert who(client) is None
    assert client.post(LAST, {"password": NEW}).url == "/"


def test_the_last_step_does_not_open_without_the_code_nor_in_another_browser(client, owner):
    ask(client)
    assert client.get(LAST).url == "/login/recover/"
    assert client.post(LAST, {"password": NEW}).url == "/login/recover/"
    assert User.objects.get(pk=owner.pk).check_password(PASSWORD)


def test_a_session_planted_in_the_browser_learns_nothing(client, owner):
    ask(client)
    planted = Client()
    planted.cookies["cabinet_session"] = client.session.session_key
    assert client.post("/login/code/", {"code": code_in_sms()}).url == LAST
    assert planted.get(LAST).url == "/login/recover/"
    assert planted.post(LAST, {"password": NEW}).url == "/login/recover/"


def test_the_proof_is_used_once(client, owner):
    prove(client)
    client.post(LAST, {"password": NEW})
    client.post("/logout/")
    assert client.post(LAST, {"password": "туман над Камой 1991"}).url == "/login/recover/"
    assert User.objects.get(pk=owner.pk).check_password(NEW)


def test_the_proof_lasts_a_quarter_of_an_hour(client, owner):
    import time_machine

    prove(client)
    with time_machine.travel(client.session["owes_password"]["at"] + 15 * 60 + 1, tick=False):
        assert client.post(LAST, {"password": NEW}).url == "/login/recover/"


def test_it_is_over_when_the_password_changes_meanwhile(client, owner):
    prove(client)
    theirs = "туман над Камой 1991"
    signed_in(owner).post("/settings/security/password/", {"password": theirs})
    assert client.get(LAST).url == "/login/recover/"
    assert client.post(LAST, {"password": NEW}).url == "/login/recover/"
    assert User.objects.get(pk=owner.pk).check_password(theirs)


def test_a_line_that_is_blocked_meanwhile_proves_nothing_any_more(client, owner):
    prove(client)
    Line.objects.update(status=LineStatus.BLOCKED)
    assert client.post(LAST, {"password": NEW}).url == "/login/recover/"
    assert User.objects.get(pk=owner.pk).check_password(PASSWORD)


def test_a_blocked_line_recovers_nothing(client, owner):
    Line.objects.update(status=LineStatus.BLOCKED)
    assert ask(client).url == "/login/code/"  # as any number
    assert not SmsMessage.objects.exclude(status="failed").exists()
    Line.objects.update(status=LineStatus.ACTIVE)
    blocked = Client()
    ask(blocked, "79160000001")
    line = make_owner("79160000001")[1]
    line.status = LineStatus.BLOCKED
    line.save()
    LoginCode.objects.filter(msisdn=line.msisdn).update(code_hash=_digest(line.msisdn, "recover", "123456"))
    answer = blocked.post("/login/code/", {"code": "123456"})  # right, and yet
    assert "Войти по этому номеру нельзя" in answer.content.decode()
    assert blocked.get(LAST).url == "/login/recover/"


def test_another_line_recovers_its_own_person_and_not_the_owner(client, owner):
    add_line(owner.contracts.get(), SECOND)
    prove(client, SECOND)
    assert client.post(LAST, {"password": NEW}).url == "/"
    assert who(client) not in (None, owner.pk)
    assert User.objects.get(pk=owner.pk).check_password(PASSWORD)
    assert not User.objects.get(pk=owner.pk).check_password(NEW)


def test_a_number_that_changed_hands_meanwhile_recovers_nobody(client, owner):
    prove(client)
    Contract.objects.update(owner=User.objects.create_user(name="Олег"))
    assert client.post(LAST, {"password": NEW}).url == "/login/recover/"


def test_staff_never_recover_by_sms(client):
    anna = make_specialist("anna")
    make_contract(NUMBER, owner=anna)
    assert prove(client).status_code == 422
    assert ask(Client(), "anna").status_code == 422
    assert client.get(LAST).url == "/login/recover/"


def test_an_unknown_number_gets_the_same_pages_and_the_same_queries(owner):
    def steps(phone: str) -> tuple[list[str], str]:
        browser = Client()
        browser.get("/login/recover/")
        with CaptureQueriesContext(connection) as caught:
            ask(browser, phone)
            page = browser.get("/login/code/").content.decode()
            browser.post("/login/code/", {"code": "000000"})
        sql = [
            re.sub(r"'[^']*'|\d+|NULL|[\"(](t|s)\d+[\")]", "?", query["sql"].split(" VALUES")[0]) for query in caught
        ]
        return sql, re.sub(r'csrfmiddlewaretoken" value="\w+"|7?\d{10}|\+7 [\d -]+', "", page)

    known, unknown = steps(NUMBER), steps("79990000001")
    assert known[0] == unknown[0]
    assert known[1] == unknown[1]


def test_who_is_in_already_goes_to_the_settings(owner):
    assert signed_in(owner).get("/login/recover/").url == "/settings/security/password/"
