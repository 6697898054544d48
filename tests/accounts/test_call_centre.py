"""A temporary password by telephone: who may give it, after what, and what becomes of it (A6)."""

import logging
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from cabinet.accounts.assurance import KEY as PROOFS
from cabinet.accounts.models import Contract, Line, LineStatus, OneTimePassword, SecurityEvent, Session, User
from cabinet.accounts.services.call_centre import read_out
from cabinet.sms.cipher import unseal
from cabinet.sms.models import SmsMessage
from tests.accounts.call_centre import GOOD, NEW, NUMBER, PAGE, SECOND, ask, enter, make_vera, with_document
from tests.accounts.test_codes import code_in_sms
from tests.people import make_admin, make_contract, make_owner, make_specialist, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def vera():
    return make_vera()


@pytest.fixture
def owner():
    user, line = make_owner(NUMBER, SECOND)
    with_document(line.contract)
    return user


def told() -> list[tuple[str, str]]:
    return [(sms.msisdn, unseal(sms.body)) for sms in SmsMessage.objects.filter(kind="notice").order_by("msisdn")]


def test_a_password_read_out_signs_the_owner_in_after_they_choose_their_own(owner, vera):
    answer = ask(signed_in(vera))
    password = answer.context["password"]
    assert password in answer.content.decode()
    assert [len(group) for group in password.split()] == [2] * 5
    assert [(to, text.startswith("По звонку выдан")) for to, text in told()] == [(NUMBER, True)]
    event = SecurityEvent.objects.get(kind="password_given")
    assert (event.user, event.made_by, event.line.msisdn, event.channel) == (owner, vera, NUMBER, "staff")

    client = Client()
    assert enter(password, "8 (903) 123-45-67", client).url == "/login/new-password/"
    assert client.get("/settings/").url == "/login/?next=/settings/"  # nothing else before
    assert not Session.objects.filter(user=owner).exists()
    assert client.post("/login/new-password/", {"password": NEW}).url == "/"
    assert Session.objects.filter(user=owner).count() == 1
    assert set(client.session[PROOFS]) == {"password"}
    assert enter(NEW).status_code == 302
    assert enter(password).status_code == 422  # once


@pytest.mark.parametrize("typed", ["{}", " {} ", "dashes", "none"])
def test_it_may_be_typed_as_it_was_heard(owner, vera, typed):
    password = ask(signed_in(vera)).context["password"]
    written = {"dashes": password.replace(" ", "-"), "none": password.replace(" ", "")}.get(
        typed, typed.format(password)
    )
    assert enter(written).status_code == 302


def test_it_lives_ten_minutes(owner, vera):
    now = timezone.now()
    _line, password = read_out(specialist=vera, caller=GOOD, now=now - timedelta(minutes=10))
    assert enter(password).status_code == 422


def test_it_belongs_to_its_number_alone(owner, vera):
    make_owner("79160000001")
    password = ask(signed_in(vera)).context["password"]
    assert enter(password, SECOND).status_code == 422
    assert enter(password, "79160000001").status_code == 422
    assert enter(password).status_code == 302


def test_a_new_one_stops_the_old(owner, vera):
    client = signed_in(vera)
    old, new = ask(client).context["password"], ask(client).context["password"]
    assert enter(old).status_code == 422
    assert enter(new).status_code == 302


def test_a_blocked_number_lets_its_owner_in_by_it(owner, vera):
    Line.objects.filter(msisdn=NUMBER).update(status=LineStatus.BLOCKED)
    assert "заблокирован" in ask(signed_in(vera), "sms").content.decode()
    client = Client()
    enter(ask(signed_in(vera)).context["password"], client=client)
    assert client.post("/login/new-password/", {"password": NEW}).url == "/"
    assert Session.objects.filter(user=owner).exists()


def test_of_a_number_that_somebody_else_uses_it_signs_in_the_owner_and_both_are_told(owner, vera):
    password = ask(signed_in(vera), number=SECOND).context["password"]
    assert [to for to, _text in told()] == [NUMBER, SECOND]
    client = Client()
    enter(password, SECOND, client)
    client.post("/login/new-password/", {"password": NEW})
    assert Session.objects.exclude(user=vera).exclude(user=None).get().user == owner


def test_of_a_contract_where_nobody_signed_in_yet_it_makes_the_owner(vera):
    contract = with_document(make_contract(NUMBER))
    password = ask(signed_in(vera)).context["password"]
    client = Client()
    enter(password, client=client)
    client.post("/login/new-password/", {"password": NEW})
    assert (
        Session.objects.exclude(user=vera).exclude(user=None).get().user == Contract.objects.get(pk=contract.pk).owner
    )


def test_a_contract_that_changed_hands_meanwhile_is_not_opened(owner, vera):
    password = ask(signed_in(vera)).context["password"]
    Contract.objects.update(owner=User.objects.create_user(name="Олег"))
    assert enter(password).status_code == 422


def test_a_code_by_sms_goes_to_the_number_and_signs_in_any_browser(owner, vera):
    answer = ask(signed_in(vera), "sms")
    assert "Код отправлен" in answer.content.decode()
    code = code_in_sms()
    assert code not in answer.content.decode()
    client = Client()
    client.post("/login/", {"phone": NUMBER, "how": "code"})
    assert client.post("/login/code/", {"code": code}).url == "/"
    assert SecurityEvent.objects.get(kind="password_given").made_by == vera


@pytest.mark.parametrize(
    "changed", [{"contract": "24-9999"}, {"document": "4321"}, {"number": "79160000009"}, {"number": "79160000001"}]
)
def test_what_does_not_belong_together_gives_nothing_and_is_written_down(owner, vera, changed):
    make_owner("79160000001")
    answer = ask(signed_in(vera), **changed)
    assert answer.status_code == 422
    assert "не сходятся" in answer.content.decode()
    assert not OneTimePassword.objects.exists()
    assert not SmsMessage.objects.exists()
    event = SecurityEvent.objects.get(kind="document_mismatched")
    assert event.made_by == vera
    assert event.user == (None if "contract" in changed else owner)


def test_without_a_document_in_the_contract_nothing_is_given(vera):
    make_owner(NUMBER)
    assert ask(signed_in(vera)).status_code == 422
    assert ask(signed_in(vera), document="").status_code == 422


def test_the_password_is_in_no_row_no_log_and_no_history(owner, vera, caplog):
    caplog.set_level(logging.DEBUG)
    password = ask(signed_in(vera)).context["password"]
    digits = password.replace(" ", "")
    enter("не тот пароль")
    enter(password)
    assert password not in caplog.text
    assert digits not in caplog.text
    assert not LogEntry.objects.exists()
    for row in OneTimePassword.objects.values():
        assert digits not in str(row)
        assert password not in str(row)
    for session in Session.objects.all():
        assert digits not in str(session.get_decoded())
    admin = make_admin()
    one = OneTimePassword.objects.get()
    page = signed_in(admin).get(f"/admin/accounts/onetimepassword/{one.pk}/change/").content.decode()
    assert one.digest not in page


def test_only_who_may_opens_the_page_and_only_behind_the_second_factor(owner, vera):
    anna = make_specialist("anna")
    assert signed_in(anna).get(PAGE).status_code == 403
    assert signed_in(anna).post(PAGE, {}).status_code == 403
    assert Client().get(PAGE).status_code == 302
    assert signed_in(owner).get(PAGE).status_code == 302
    without = Client()
    without.force_login(vera)
    assert without.get(PAGE).status_code == 302
    assert ask(without).status_code == 302
    assert not OneTimePassword.objects.exists()
    assert signed_in(vera).get(PAGE).status_code == 200
    assert signed_in(vera).get("/admin/accounts/onetimepassword/").status_code == 200
    assert signed_in(vera).get("/admin/accounts/contract/").status_code == 403


def test_the_administrator_enters_the_document_and_nobody_reads_it_again(owner):
    root = make_admin()
    client = signed_in(root)
    contract = owner.contracts.get()
    address = f"/admin/accounts/contract/{contract.pk}/change/"
    form = {
        "number": contract.number, "customer_name": "Мария", "owner": owner.pk, "time_zone": "Europe/Moscow",
        "primary_line": contract.primary_line_id,
    }  # fmt: skip
    assert client.post(address, {**form, "document": "77 88"}).status_code == 302
    kept = Contract.objects.get().document_digest
    assert kept not in ("", contract.document_digest)
    assert "7788" not in client.get(address).content.decode()
    assert "7788" not in str(list(LogEntry.objects.values()))
    assert client.post(address, {**form, "document": ""}).status_code == 302
    assert Contract.objects.get().document_digest == kept
    assert client.post(address, {**form, "document": "123"}).status_code == 200  # refused
    assert client.post(address, {**form, "number": "24-7777", "document": ""}).status_code == 200
    assert Contract.objects.get().number == contract.number


def test_the_digest_of_a_document_is_of_its_contract_alone():
    one, other = make_contract(NUMBER), make_contract("79160000001")
    assert with_document(one).document_digest != with_document(other).document_digest


def test_an_administrator_sets_passwords_of_staff_and_of_nobody_else(owner, vera):
    root = make_admin()
    client, veras = signed_in(root), signed_in(vera)
    fields = {"password1": NEW, "password2": NEW, "usable_password": "true"}
    assert client.post(f"/admin/accounts/user/{owner.pk}/password/", fields).status_code == 403
    assert not User.objects.get(pk=owner.pk).check_password(NEW)
    assert client.post(f"/admin/accounts/user/{vera.pk}/password/", fields).status_code == 302
    assert not Session.objects.filter(session_key=veras.session.session_key).exists()  # sockets, too
