"""A login of one's own beside the number (A3)."""

import pytest
from django.test import Client

from cabinet.accounts.assurance import Proof
from cabinet.accounts.models import SecurityEvent, User
from cabinet.accounts.services.own_login import LoginTaken, choose_login
from cabinet.sms.cipher import unseal
from cabinet.sms.models import SmsMessage
from tests.accounts.test_codes import in_threads
from tests.people import NOW, PASSWORD, make_owner, make_specialist, signed_in

pytestmark = pytest.mark.django_db

NUMBER = "79031234567"
PAGE = "/settings/security/login/"


@pytest.fixture
def owner():
    user, _line = make_owner(NUMBER)
    user.set_password(PASSWORD)
    user.save()
    return user


def login_of(user: User) -> str | None:
    return User.objects.get(pk=user.pk).login


def enters(identifier: str) -> bool:
    return Client().post("/login/password/", {"phone": identifier, "password": PASSWORD}).status_code == 302


def test_a_login_is_chosen_changed_and_removed_and_the_number_keeps_working(owner):
    client = signed_in(owner)
    assert client.post(PAGE, {"login": " Maria.K "}).url == "/settings/security/"
    assert login_of(owner) == "Maria.K"
    assert enters("maria.k")
    assert enters(NUMBER)
    client.post(PAGE, {"login": "maria_kuz-1"})
    assert enters("MARIA_KUZ-1")
    assert not enters("maria.k")
    assert client.post(PAGE, {"remove": "1"}).url == "/settings/security/"
    assert login_of(owner) is None
    assert not enters("maria_kuz-1")
    assert enters(NUMBER)
    assert SecurityEvent.objects.filter(kind="login_changed", user=owner).count() == 3
    told = [unseal(message.body) for message in SmsMessage.objects.filter(kind="notice", msisdn=NUMBER)]
    assert sum(text.startswith("Изменён логин") and len(text) <= 70 for text in told) == 3


def test_saving_the_same_login_again_tells_nobody(owner):
    client = signed_in(owner)
    for _time in range(2):
        assert client.post(PAGE, {"login": "maria.k"}).url == "/settings/security/"
    assert SecurityEvent.objects.filter(kind="login_changed").count() == 1


@pytest.mark.parametrize(
    ("login", "sentence"),
    [
        ("", "Напишите логин"), ("abc", "от 4 до 32"), ("a" * 33, "от 4 до 32"), ("мария", "латинские буквы"),
        ("maria k", "латинские буквы"), ("maria@k", "латинские буквы"), ("marіa", "латинские буквы"),  # the Ukrainian і
        ("9031234567", "похож на номер"), ("8-903-123-45-67", "похож на номер"), ("1.2.3.4", "похож на номер"),
        ("admin", "служебное имя"), ("Ad.Min", "служебное имя"), ("support24", "служебное имя"), ("maria\x01k", ""),
        ("٩٠٣١٢٣٤٥", "латинские буквы"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_login_is_told_why(owner, login, sentence):
    answer = signed_in(owner).post(PAGE, {"login": login})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert login_of(owner) is None
    assert not SmsMessage.objects.exists()


def test_a_login_is_not_the_password(owner):
    owner.set_password("tuman.nad.rekoj")
    owner.save()
    answer = signed_in(User.objects.get()).post(PAGE, {"login": "tuman.nad.rekoj"})
    assert "должен совпадать с паролем" in answer.content.decode()


@pytest.mark.parametrize("written", ["maria.k", "MARIA.K"])
def test_a_login_that_somebody_has_is_refused_without_case(owner, written):
    User.objects.create_user("Maria.K")
    answer = signed_in(owner).post(PAGE, {"login": written})
    assert "уже занят" in answer.content.decode()
    assert answer.context["form"]["login"].value() == written


def test_ones_own_login_may_change_its_case(owner):
    client = signed_in(owner)
    client.post(PAGE, {"login": "maria.k"})
    client.post(PAGE, {"login": "Maria.K"})
    assert login_of(owner) == "Maria.K"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_choose_the_same_login_at_once_one_gets_it():
    people = [make_owner(f"7916000000{index}")[0] for index in range(4)]

    def choose(index: int) -> bool:
        try:
            choose_login(user=people[index], login="maria.k", now=NOW)
        except LoginTaken:
            return False
        return True

    assert in_threads(choose, 4).count(True) == 1
    assert SmsMessage.objects.count() == 1


@pytest.mark.parametrize("proof", [Proof.NETWORK, Proof.SOCIAL])
def test_a_weak_session_gives_a_code_first(owner, proof):
    assert signed_in(owner, proof=proof).post(PAGE, {"login": "maria.k"}).url.startswith("/confirm/")
    assert login_of(owner) is None


def test_staff_and_guests_have_no_such_page(client):
    assert client.get(PAGE).url == f"/login/?next={PAGE}"
    anna = make_specialist("anna")
    assert signed_in(anna, proof=Proof.PASSWORD).post(PAGE, {"remove": "1"}).status_code == 404
    assert login_of(anna) == "anna"
