"""Staff: a password and a second factor, and nothing else (A12)."""

import pytest
from django.test import Client
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from cabinet.accounts.models import User
from cabinet.accounts.services.codes import request_code
from cabinet.accounts.services.second_factor import WrongToken, check_token, give_devices
from cabinet.home.demo import current_token
from cabinet.sms.models import SmsMessage
from tests.people import NOW, PASSWORD, make_admin, make_contract, make_specialist, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna():
    return make_specialist("anna")


@pytest.fixture
def root():
    return make_admin()


def password(client: Client, login: str, after: str = "") -> None:
    answer = client.post("/login/password/", {"phone": login, "password": PASSWORD, "next": after})
    assert answer.url == "/login/otp/"


def test_password_and_token_open_the_desk(client, anna):
    password(client, "anna")
    assert client.post("/login/otp/", {"token": current_token(anna)}).url == "/desk/"
    assert client.get("/desk/").status_code == 200


def test_the_admin_leads_to_the_door_and_back(client, root):
    door = client.get("/admin/", follow=True)
    assert door.redirect_chain[-1][0] == "/login/password/?next=%2Fadmin%2F"
    password(client, "root", after="/admin/")
    assert client.post("/login/otp/", {"token": current_token(root)}).url == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_the_password_alone_opens_nothing(client, root):
    password(client, "root")
    assert not client.get("/login/otp/").context["user"].is_authenticated
    assert client.get("/admin/").status_code == 302
    assert client.get("/desk/").status_code in (302, 404)


def test_a_session_without_the_second_factor_does_not_open_the_admin(root):
    client = Client()
    client.force_login(root)
    assert client.get("/admin/").status_code == 302
    assert client.get("/admin/accounts/user/").status_code == 302


def test_a_recovery_code_works_once(client, anna):
    code = StaticToken.objects.filter(device__user=anna).first().token
    check_token(user=anna, token=code.upper())
    with pytest.raises(WrongToken):
        check_token(user=anna, token=code)


def test_a_token_works_once(anna):
    token = current_token(anna)
    check_token(user=anna, token=token)
    with pytest.raises(WrongToken):
        check_token(user=anna, token=token)


def test_wrong_tokens_slow_the_device_down(anna):
    token = current_token(anna)
    wrong = f"{(int(token) + 500_000) % 1_000_000:06}"
    with pytest.raises(WrongToken):
        check_token(user=anna, token=wrong)
    with pytest.raises(WrongToken):
        check_token(user=anna, token=token)
    TOTPDevice.objects.update(throttling_failure_timestamp=None, throttling_failure_count=0)
    check_token(user=anna, token=token)


def test_without_devices_there_is_no_way_in(client):
    User.objects.create_user("newcomer", PASSWORD, is_staff=True)
    password(client, "newcomer")
    for token in ("000000", "", "abcdefgh"):
        assert client.post("/login/otp/", {"token": token}).status_code == 422


def test_a_code_by_sms_satisfies_nothing_of_the_admin(client, root):
    make_contract("79031234567", owner=root)
    request_code(msisdn="79031234567", purpose="sign_in", now=NOW)
    from tests.accounts.test_codes import code_in_sms

    code = code_in_sms()
    password(client, "root")
    assert client.post("/login/otp/", {"token": code}).status_code == 422
    assert client.get("/admin/").status_code == 302


def test_the_token_page_without_a_password_leads_back(client):
    assert client.get("/login/otp/").url == "/login/password/"


def test_new_devices_replace_the_old(anna):
    token = current_token(anna)
    give_devices(user=anna)
    with pytest.raises(WrongToken):
        check_token(user=anna, token=token)


def test_subscribers_get_no_devices():
    with pytest.raises(ValueError, match="staff"):
        give_devices(user=User.objects.create_user(name="Мария"))


@pytest.mark.parametrize(
    "page",
    [
        "accounts/user", "accounts/contract", "accounts/line", "accounts/access", "sms/smsmessage",
        "billing/account", "billing/entry", "chat/topic", "core/brand", "auth/group",
    ],
)  # fmt: skip
def test_pages_of_the_admin_open(root, page):
    assert signed_in(root).get(f"/admin/{page}/").status_code == 200


def test_journals_cannot_be_changed_even_by_an_administrator(root):
    client = signed_in(root)
    request_code(msisdn="79990000000", purpose="sign_in", now=NOW)
    message = SmsMessage.objects.get()
    assert client.get("/admin/sms/smsmessage/add/").status_code == 403
    page = client.get(f"/admin/sms/smsmessage/{message.pk}/change/")
    assert page.status_code == 200
    assert b"body" not in page.content.lower().replace(b"<body", b"").replace(b"</body", b"").replace(b"tbody", b"")
    assert client.post(f"/admin/sms/smsmessage/{message.pk}/change/", {"status": "sent"}).status_code == 403
    assert client.post(f"/admin/sms/smsmessage/{message.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_specialist_sees_nothing_of_the_admin(anna):
    client = signed_in(anna)
    assert client.get("/admin/sms/smsmessage/").status_code == 403
    assert client.get("/admin/accounts/user/").status_code == 403


def test_everybody_begins_where_they_work(anna, root):
    assert signed_in(anna).get("/").url == "/desk/"
    assert signed_in(root).get("/").url == "/admin/"
    assert signed_in(anna).get("/desk/").status_code == 200
    assert signed_in(root).get("/desk/").status_code == 404


def test_the_admin_refuses_what_would_break_a_rule_with_a_sentence(root, anna):
    from cabinet.accounts.models import Contract

    client = signed_in(root)
    contract = make_contract("79031234567")
    other = make_contract("79160000001")
    form = {"number": "T-1", "customer_name": "Мария", "time_zone": "Europe/Moscow"}

    def errors(**fields):
        return client.post(f"/admin/accounts/contract/{contract.pk}/change/", {**form, **fields}).context["errors"]

    assert "Сотрудник" in str(errors(owner=anna.pk))
    assert "только номер этого договора" in str(errors(primary_line=other.primary_line_id))
    assert "часового пояса" in str(errors(time_zone="Москва"))
    assert Contract.objects.get(pk=contract.pk).time_zone == "Europe/Moscow"
    taken = {
        "contract": contract.pk, "number": "1", "msisdn": "79160000001", "kind": "mobile", "label": "",
        "sms_language": "ru", "opened_at_0": "24.11.2026", "opened_at_1": "10:00",
    }  # fmt: skip
    answer = client.post("/admin/accounts/line/add/", taken)
    assert "уже занят" in str(answer.context["errors"])


def test_a_number_is_not_moved_blocked_or_closed_by_editing_a_field(root):
    client = signed_in(root)
    line = make_contract("79031234567").primary_line
    client.post(
        f"/admin/accounts/line/{line.pk}/change/",
        {"label": "Мой", "sms_language": "en", "msisdn": "79990000000", "status": "blocked"},
    )
    line.refresh_from_db()
    assert (line.label, line.sms_language, line.msisdn, line.status) == ("Мой", "en", "79031234567", "active")


def test_an_owner_of_numbers_does_not_become_staff(root):
    owner = User.objects.create_user(name="Мария")
    make_contract("79031234567", owner=owner)
    answer = signed_in(root).post(f"/admin/accounts/user/{owner.pk}/change/", {"is_active": "on", "is_staff": "on"})
    assert "есть номера" in str(answer.context["errors"])
    owner.refresh_from_db()
    assert not owner.is_staff
