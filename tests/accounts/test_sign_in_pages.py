"""Signing in, as the pages do it (A1)."""

import re

import pytest
from django.test import Client

from cabinet.accounts.models import Access, LineStatus, LoginCode, Session
from cabinet.sms.models import SmsMessage
from tests.accounts.test_codes import another, code_in_sms
from tests.people import PASSWORD, make_owner, signed_in

pytestmark = pytest.mark.django_db

NUMBER = "79031234567"
CODE_PAGE = "/login/code/"


@pytest.fixture
def owner():
    return make_owner(NUMBER)[0]


def ask(client: Client, phone: str = NUMBER, **fields: str):
    return client.post("/login/", {"phone": phone, "how": "code", **fields})


def enter(client: Client, code: str, **fields: str):
    return client.post(CODE_PAGE, {"code": code, **fields})


@pytest.mark.parametrize(
    "written",
    ["9031234567", "8 (903) 123-45-67", "+7 903 123-45-67", "7903-123-45-67", " 89031234567 ", "903.123.45.67"],
)
def test_any_way_of_writing_the_number_signs_in(client, owner, written):
    assert ask(client, written).url == CODE_PAGE
    assert enter(client, code_in_sms()).url == "/"
    assert client.get("/").context["user"] == owner


@pytest.mark.parametrize(
    "nonsense", ["", "   ", "123", "903123456", "00000000000", "+1 202 555 01 00", "9" * 60, "мама", "'; --"]
)
def test_nonsense_gets_a_sentence_and_stays_in_the_field(client, nonsense):
    answer = ask(client, nonsense)
    assert answer.status_code == 422
    assert answer.context["form"].errors["phone"]
    assert not SmsMessage.objects.exists()
    assert answer.context["form"].data["phone"] == nonsense


def test_no_sms_goes_before_the_button_is_pressed(client, owner):
    client.get("/login/")
    client.get(CODE_PAGE)
    assert not SmsMessage.objects.exists()


def test_an_unknown_number_sees_the_same_pages(client, owner):
    known, unknown = ask(client), ask(Client(), "79990000000")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)

    def page(browser: Client, number: str) -> str:
        text = browser.get(CODE_PAGE).content.decode().replace(number, "N")
        return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", text).replace("+7 903 123-45-67", "N")

    other = Client()
    other.get("/")
    ask(other, "79990000001")
    assert page(client, NUMBER) == page(other, "79990000001").replace("+7 999 000-00-01", "N")


def test_the_wrong_code_says_so_and_the_right_one_still_works(client, owner):
    ask(client)
    code = code_in_sms()
    answer = enter(client, another(code))
    assert answer.status_code == 422
    assert "Код не подошёл" in answer.content.decode()
    assert enter(client, f"{code[:3]} {code[3:]}").url == "/"


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "1234567", "🙂"])
def test_what_cannot_be_a_code_costs_no_attempt(client, owner, typed):
    ask(client)
    assert enter(client, typed).status_code == 422
    assert LoginCode.objects.get().attempts == 0


def test_the_session_key_changes_at_sign_in(client, owner):
    ask(client)
    before = client.session.session_key
    enter(client, code_in_sms())
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()
    assert Session.objects.get(session_key=client.session.session_key).user == owner


def test_remembered_for_thirty_days_or_until_the_browser_closes(client, owner):
    ask(client, remember="on")
    answer = enter(client, code_in_sms())
    assert answer.cookies["cabinet_session"]["max-age"] == 30 * 24 * 60 * 60

    _other, line = make_owner("79160000001")
    forgetful = Client()
    ask(forgetful, "79160000001")
    answer = enter(forgetful, code_in_sms())
    assert answer.cookies["cabinet_session"]["max-age"] == ""
    assert line.contract.owner is not None


def test_after_signing_in_one_is_where_one_wanted_to_be(client, owner):
    ask(client, next="/finance/operations/?from=2026-11-01")
    assert enter(client, code_in_sms()).url == "/finance/operations/?from=2026-11-01"


@pytest.mark.parametrize("after", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"])
def test_nobody_is_led_away_from_the_portal(client, owner, after):
    ask(client, next=after)
    assert enter(client, code_in_sms()).url == "/"


def test_asking_again_too_soon_sends_nothing_and_says_when(client, owner):
    ask(client)
    answer = client.post(CODE_PAGE, {"again": "1"}, follow=True)
    assert SmsMessage.objects.count() == 1
    assert 0 < answer.context["resend_at"] <= 60
    assert enter(client, code_in_sms()).url == "/"


def test_the_code_page_without_a_number_leads_back(client):
    assert client.get(CODE_PAGE).url == "/login/"
    assert enter(client, "123456").url == "/login/"


def test_a_login_cannot_get_a_code_and_is_told_what_to_do(client):
    answer = ask(client, "maria")
    assert "войдите с паролем" in answer.content.decode()


def test_a_code_of_another_browser_does_not_sign_this_one_in(client, owner):
    ask(client)
    code = code_in_sms()
    assert enter(Client(), code).url == "/login/"


def test_a_password_signs_in_by_login_and_by_number(client, owner):
    owner.login = "Maria.K"
    owner.set_password(PASSWORD)
    owner.save()
    for identifier in ("maria.k", "8 903 123 45 67"):
        browser = Client()
        assert browser.post("/login/", {"phone": identifier, "how": "password"}).url == "/login/password/"
        assert browser.get("/login/password/").context["form"]["phone"].value() == identifier
        assert browser.post("/login/password/", {"phone": identifier, "password": PASSWORD}).url == "/"


def test_wrong_unknown_and_missing_passwords_answer_alike(client, owner):
    owner.login = "maria"
    owner.set_password(PASSWORD)
    owner.save()
    _other, _line = make_owner("79160000001")  # has no password
    answers = [
        Client().post("/login/password/", {"phone": who, "password": "не тот"})
        for who in ("maria", "nobody", NUMBER, "79160000001", "79990000000", "00")
    ]
    assert {answer.status_code for answer in answers} == {422}
    assert len({str(answer.context["form"].non_field_errors()) for answer in answers}) == 1


@pytest.fixture
def with_password(owner):
    owner.login = "maria"
    owner.set_password(PASSWORD)
    owner.save()
    return owner


def try_password(who: str, password: str = "не тот", network: str = "198.51.100.1"):
    return Client(REMOTE_ADDR=network).post("/login/password/", {"phone": who, "password": password})


def test_ten_wrong_passwords_and_the_right_one_waits_however_the_person_is_written(with_password):
    for written in ("maria", " MARIA ", NUMBER, "8 903 123-45-67", "+79031234567") * 2:
        assert "не подошли" in try_password(written).content.decode()
    answer = try_password("Maria", PASSWORD)
    assert answer.status_code == 422
    assert "Слишком много попыток" in answer.content.decode()


def test_a_stranger_elsewhere_does_not_keep_a_person_out(with_password):
    for _attempt in range(12):
        try_password("maria", network="203.0.113.9")
    assert try_password("maria", PASSWORD, network="198.51.100.1").status_code == 302


def test_many_networks_together_do_not_guess_without_end(with_password, settings):
    settings.PASSWORDS_IN_ALL = 20
    for index in range(20):
        try_password("maria", network=f"203.0.{index}.1")
    assert "Слишком много попыток" in try_password("maria", PASSWORD).content.decode()


def test_unknown_people_wait_as_known_ones_do(db):
    for _attempt in range(10):
        assert "не подошли" in try_password("nobody").content.decode()
    assert "Слишком много попыток" in try_password("Nobody").content.decode()


def test_the_right_password_forgives_the_wrong_ones(with_password):
    for _attempt in range(9):
        try_password("maria")
    assert try_password("maria", PASSWORD).status_code == 302
    for _attempt in range(10):
        assert "не подошли" in try_password("maria").content.decode()


def test_a_stranger_cannot_spend_the_attempts_of_a_code_that_i_asked_for(client, owner):
    ask(client)
    code = code_in_sms()
    stranger = Client()
    ask(stranger)  # too soon: nothing is sent, and nothing of mine is theirs
    page = stranger.get(CODE_PAGE)
    assert "недавно запрашивали" in page.content.decode()
    for guess in range(6):
        assert "больше не действует" in enter(stranger, f"{guess:06}").content.decode()
    assert enter(stranger, code).status_code == 422
    assert enter(client, code).url == "/"


def test_asking_again_in_the_same_browser_keeps_the_code_that_came(client, owner):
    ask(client)
    code = code_in_sms()
    ask(client)
    assert enter(client, code).url == "/"


def test_ones_own_number_comes_before_a_number_that_is_only_seen(owner):
    own = owner.contracts.get().primary_line
    newer, theirs = make_owner("79160000001")
    Access.objects.create(user=owner, line=theirs, role="viewer")
    Access.objects.create(user=newer, line=own, role="viewer")
    assert signed_in(owner).get("/").context["cabinet"].line == own
    assert signed_in(newer).get("/").context["cabinet"].line == theirs


def test_a_form_that_does_not_say_its_number_changes_nothing(owner):
    assert signed_in(owner).post("/settings/", {"sms_language": "en"}).status_code == 404
    assert owner.contracts.get().primary_line.sms_language == "ru"


def test_signing_out_ends_the_session_and_a_link_cannot_do_it(client, owner):
    client = signed_in(owner)
    assert client.get("/logout/").status_code == 200
    assert Session.objects.filter(user=owner).exists()
    assert client.post("/logout/").url == "/"
    assert not Session.objects.filter(user=owner).exists()
    assert not client.get("/").context["user"].is_authenticated


def test_forged_forms_are_refused(owner):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/login/", {"phone": NUMBER, "how": "code"})
    assert answer.status_code == 403
    assert not SmsMessage.objects.exists()


def test_a_line_of_someone_else_in_the_address_is_not_found(owner):
    _stranger, theirs = make_owner("79160000001")
    client = signed_in(owner)
    for address in ("/", "/finance/operations/", "/chat/", "/settings/"):
        assert client.get(f"{address}?line={theirs.public_id}").status_code == 404
        assert client.get(f"{address}?line=nonsense").status_code == 404


def test_the_chosen_line_becomes_the_default_of_this_session_only(owner):
    from tests.people import add_line

    second = add_line(owner.contracts.get(), "79031234568")
    one, other = signed_in(owner), signed_in(owner)
    assert one.get(f"/?line={second.public_id}").context["cabinet"].line == second
    assert one.get("/").context["cabinet"].line == second
    assert other.get("/").context["cabinet"].line != second


def test_when_access_ends_the_person_is_told_instead_of_an_error(owner):
    line = owner.contracts.get().primary_line
    client = signed_in(owner)
    line.status, line.closed_at = LineStatus.CLOSED, line.opened_at
    line.save()
    assert "нет номеров" in client.get("/").content.decode()
    assert not Access.objects.exists()
