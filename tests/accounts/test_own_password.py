"""Setting and changing a permanent password in the settings (A2)."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client

from cabinet.accounts.assurance import Proof
from cabinet.accounts.models import SecurityEvent, SecurityEventKind, Session, User
from cabinet.sms.cipher import unseal
from cabinet.sms.models import SmsMessage
from tests.people import PASSWORD, make_owner, make_specialist, signed_in

pytestmark = pytest.mark.django_db

NUMBER = "79031234567"
PAGE = "/settings/security/password/"
NEW = "ледоход на Оке 1975"


@pytest.fixture
def owner():
    return make_owner(NUMBER)[0]


@pytest.fixture
def with_password(owner):
    owner.set_password(PASSWORD)
    owner.save()
    return owner


def kinds() -> list[str]:
    return list(SecurityEvent.objects.order_by("pk").values_list("kind", flat=True))


def sms() -> list[str]:
    return [unseal(message.body) for message in SmsMessage.objects.order_by("pk")]


def has(user: User, password: str) -> bool:
    return User.objects.get(pk=user.pk).check_password(password)


def test_the_first_password_is_set_after_a_fresh_code(owner):
    client = signed_in(owner)
    rule = client.get(PAGE).content.decode()
    assert "От 8 до 128 знаков" in rule
    assert 'autocomplete="new-password"' in rule
    assert "maxlength" not in rule  # a browser would cut what is pasted, silently
    assert client.post(PAGE, {"password": NEW}).url == "/settings/security/"
    assert has(owner, NEW)
    assert kinds() == [SecurityEventKind.PASSWORD_SET]
    assert [text.startswith("Задан новый пароль") and len(text) <= 70 for text in sms()] == [True]
    assert "Пароль сохранён" in client.get("/settings/security/").content.decode()


def test_without_a_fresh_code_the_first_password_leads_to_a_code_and_back(owner):
    client = signed_in(owner)
    with time_machine.travel(timedelta(minutes=20), tick=False):
        for answer in (client.get(PAGE), client.post(PAGE, {"password": NEW})):
            assert answer.url == "/confirm/?next=%2Fsettings%2Fsecurity%2Fpassword%2F"
    assert not User.objects.get().has_usable_password()


@pytest.mark.parametrize("proof", [Proof.NETWORK, Proof.SOCIAL])
def test_the_word_of_a_network_or_another_site_is_not_enough(with_password, proof):
    answer = signed_in(with_password, proof=proof).post(PAGE, {"password": NEW, "old_password": PASSWORD})
    assert answer.url.startswith("/confirm/")
    assert has(with_password, PASSWORD)


def test_who_came_in_by_password_gives_it_again_to_change_it(with_password):
    client = signed_in(with_password, proof=Proof.PASSWORD)
    assert "Нынешний пароль" in client.get(PAGE).content.decode()
    assert client.post(PAGE, {"password": NEW}).status_code == 422
    answer = client.post(PAGE, {"password": NEW, "old_password": "не тот"})
    assert "не ваш нынешний пароль" in answer.content.decode()
    assert NEW not in answer.content.decode()
    assert kinds() == []
    assert client.post(PAGE, {"password": NEW, "old_password": PASSWORD}).url == "/settings/security/"
    assert has(with_password, NEW)
    assert kinds() == [SecurityEventKind.PASSWORD_CHANGED]


def test_a_fresh_code_stands_for_a_forgotten_password(with_password):
    client = signed_in(with_password)
    assert "Нынешний пароль" not in client.get(PAGE).content.decode()
    assert client.post(PAGE, {"password": NEW}).url == "/settings/security/"


def test_the_password_of_now_cannot_be_guessed_without_end(with_password):
    client = signed_in(with_password, proof=Proof.PASSWORD)
    for _attempt in range(10):
        client.post(PAGE, {"password": NEW, "old_password": "не тот"})
    answer = client.post(PAGE, {"password": NEW, "old_password": PASSWORD})
    assert "Слишком много попыток" in answer.content.decode()
    assert has(with_password, PASSWORD)


def test_an_attacker_at_the_door_does_not_hurt_who_is_inside(with_password):
    for _attempt in range(11):
        Client().post("/login/password/", {"phone": NUMBER, "password": "не тот"})
    client = signed_in(with_password, proof=Proof.PASSWORD)
    assert client.post(PAGE, {"password": NEW, "old_password": PASSWORD}).url == "/settings/security/"


def test_other_devices_are_signed_out_and_this_one_gets_a_new_key(with_password):
    here, elsewhere = signed_in(with_password), signed_in(with_password)
    stolen = Client()
    stolen.cookies["cabinet_session"] = here.session.session_key  # copied before the change
    assert stolen.get("/settings/").status_code == 200
    device = Session.objects.get(session_key=here.session.session_key).public_id
    here.post(PAGE, {"password": NEW})
    assert here.get("/settings/").status_code == 200
    assert Session.objects.get(session_key=here.session.session_key).public_id == device  # the same in the list
    assert elsewhere.get("/settings/").url == "/login/?next=/settings/"
    assert stolen.get("/settings/").url == "/login/?next=/settings/"
    assert [session.session_key for session in Session.objects.exclude(user=None)] == [here.session.session_key]


def test_a_second_tab_with_the_old_form_still_works(with_password):
    client = signed_in(with_password)
    token = client.get(PAGE)
    assert token.status_code == 200
    assert client.post(PAGE, {"password": NEW}).url == "/settings/security/"
    assert client.post(PAGE, {"password": "туман над Камой 1991"}).url == "/settings/security/"
    assert has(with_password, "туман над Камой 1991")


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("", "Придумайте пароль"), ("коротко", "не меньше 8 знаков"), ("и" * 129, "не больше 128 знаков"),
        ("x9 " * 3400, "не больше 128 знаков"), ("гроза\x01над Волгой", "нельзя набрать"),
        ("89031234567", "номер телефона"), ("пароль123", "подберут сразу"), ("Оператор1", "название оператора"),
    ],
)  # fmt: skip
def test_what_is_refused_is_refused_with_a_sentence_and_nothing_is_hashed(owner, monkeypatch, password, sentence):
    client = signed_in(owner)
    encode = Argon2PasswordHasher.encode
    hashed = []
    monkeypatch.setattr(Argon2PasswordHasher, "encode", lambda *given: hashed.append(1) or encode(*given))
    answer = client.post(PAGE, {"password": password})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert (hashed, kinds(), sms()) == ([], [], [])
    assert not User.objects.get().has_usable_password()


@pytest.mark.parametrize("password", ["  восемь с краями  ", "🦔 ёжик 🦔 в тумане 🦔", "я" * 64 + "и" * 63 + "😀"])
def test_spaces_at_the_ends_and_pictures_are_part_of_it(owner, password):
    assert signed_in(owner).post(PAGE, {"password": password}).url == "/settings/security/"
    assert Client().post("/login/password/", {"phone": NUMBER, "password": password}).status_code == 302
    stripped = Client().post("/login/password/", {"phone": NUMBER, "password": password.strip() + "."})
    assert stripped.status_code == 422
    if password != password.strip():
        assert Client().post("/login/password/", {"phone": NUMBER, "password": password.strip()}).status_code == 422


def test_a_guest_is_led_to_the_door(client):
    assert client.get(PAGE).url == f"/login/?next={PAGE}"


def test_staff_change_theirs_by_the_password_of_now_and_stay_behind_the_second_factor():
    anna = make_specialist("anna")
    client = signed_in(anna, proof=Proof.PASSWORD)
    assert client.post(PAGE, {"password": NEW}).status_code == 422
    assert client.post(PAGE, {"password": NEW, "old_password": PASSWORD}).status_code == 302
    assert has(anna, NEW)
    assert client.get("/desk/").status_code == 200
    assert not SmsMessage.objects.exists()


def test_the_person_by_code_and_the_owner_have_passwords_and_sessions_of_their_own(with_password):
    from tests.accounts.test_who_is_signed_in import enter as by_code
    from tests.people import add_line

    add_line(with_password.contracts.get(), "79031234568")
    son, _line = by_code("79031234568")
    owners, sons = signed_in(with_password), signed_in(son)
    assert sons.post(PAGE, {"password": NEW}).url == "/settings/security/"
    assert owners.get("/settings/").status_code == 200
    assert has(with_password, PASSWORD)
    assert {message.msisdn for message in SmsMessage.objects.filter(kind="notice")} == {"79031234568"}
