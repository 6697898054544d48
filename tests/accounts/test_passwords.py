"""Whom a permanent password signs in, and whom it does not."""

import unicodedata

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client

from cabinet.accounts.models import Access, Line, LineStatus, Session, User
from cabinet.accounts.services.passwords import WrongPassword, sign_in_by_password
from cabinet.core.errors import TooManyAttempts
from tests.accounts.test_codes import in_threads
from tests.people import NOW, PASSWORD, add_line, give_access, make_contract, make_owner

pytestmark = pytest.mark.django_db

NUMBER, SECOND = "79031234567", "79031234568"
OTHER_PASSWORD = "ледоход на Оке 1975"


def with_password(user: User, password: str = PASSWORD) -> User:
    user.set_password(password)
    user.save()
    return user


def close(line) -> None:
    line.status, line.closed_at = LineStatus.CLOSED, NOW
    line.save()


def enter(identifier: str, password: str = PASSWORD) -> tuple[int, list[User]]:
    """What the page answers, and who is signed in after it."""
    Session.objects.all().delete()
    answer = Client().post("/login/password/", {"phone": identifier, "password": password})
    return answer.status_code, [session.user for session in Session.objects.exclude(user=None)]


def test_a_closed_number_signs_nobody_in_and_an_open_one_of_the_same_person_does():
    owner, line = make_owner(NUMBER, SECOND)
    with_password(owner)
    assert enter(NUMBER) == (302, [owner])
    close(line)
    assert enter(NUMBER) == (422, [])
    assert enter(SECOND) == (302, [owner])


def test_a_number_that_was_given_to_another_signs_in_its_new_holder_and_not_the_old():
    old, line = make_owner(NUMBER)
    with_password(old)
    close(line)
    new = with_password(User.objects.create_user(name="Олег"), OTHER_PASSWORD)
    add_line(make_contract("79160000001", owner=new), NUMBER)
    assert enter(NUMBER, PASSWORD) == (422, [])
    assert enter(NUMBER, OTHER_PASSWORD) == (302, [new])


def test_the_right_password_of_a_person_who_may_not_enter_is_answered_as_a_wrong_one():
    owner, _line = make_owner(NUMBER)
    with_password(owner)
    wrong = Client().post("/login/password/", {"phone": NUMBER, "password": "не тот"})
    owner.is_active = False
    owner.save()
    assert enter(NUMBER) == (422, [])
    right = Client().post("/login/password/", {"phone": NUMBER, "password": PASSWORD})
    assert right.context["form"].non_field_errors() == wrong.context["form"].non_field_errors()


def test_known_and_unknown_identifiers_take_as_many_hashes(monkeypatch):
    """A hash is nearly all the time that the answer takes, so who has a password cannot be told by a clock. A number
    may mean two people, a login one."""
    owner, _line = make_owner(NUMBER)
    owner.login = "maria"
    with_password(owner)
    make_owner("79160000001")  # has no password
    closed_owner, closed = make_owner("79160000002")
    with_password(closed_owner)
    close(closed)
    hashed = []
    encode, verify = Argon2PasswordHasher.encode, Argon2PasswordHasher.verify
    monkeypatch.setattr(Argon2PasswordHasher, "encode", lambda *a: hashed.append("encode") or encode(*a))
    monkeypatch.setattr(Argon2PasswordHasher, "verify", lambda *a: hashed.append("verify") or verify(*a))

    def hashes(identifier: str) -> int:
        hashed.clear()
        assert enter(identifier, "не тот") == (422, [])
        return len(hashed)

    second = add_line(owner.contracts.get(), SECOND)
    Access.objects.create(user=with_password(User.objects.create_user()), line=second, role="manager", by_code=True)
    numbers = {number: hashes(number) for number in (NUMBER, SECOND, "79160000001", "79990000000", "79160000002", "00")}
    logins = {login: hashes(login) for login in ("maria", "nobody")}
    assert set(numbers.values()) == {2}, numbers
    assert set(logins.values()) == {1}, logins


@pytest.fixture
def two_people():
    """The owner of a contract, and who proved its second number by a code; each has a password of their own."""
    owner, _line = make_owner(NUMBER, SECOND)
    second = owner.contracts.get().lines.get(msisdn=SECOND)
    son = with_password(User.objects.create_user(name="Сын"), OTHER_PASSWORD)
    Access.objects.create(user=son, line=second, role="manager", by_code=True)
    return with_password(owner), son


def test_of_two_people_of_a_number_the_one_whose_password_matches_enters(two_people):
    owner, son = two_people
    assert enter(SECOND, PASSWORD) == (302, [owner])
    assert enter(SECOND, OTHER_PASSWORD) == (302, [son])
    assert enter(NUMBER, PASSWORD) == (302, [owner])
    assert enter(NUMBER, OTHER_PASSWORD) == (422, [])


def test_access_that_somebody_gave_signs_nobody_in_by_that_number():
    _owner, line = make_owner(NUMBER)
    with_password(give_access(line))
    assert enter(NUMBER) == (422, [])


def test_a_blocked_number_still_means_its_owner_and_the_owner_alone(two_people):
    owner, _son = two_people
    Line.objects.filter(msisdn=SECOND).update(status=LineStatus.BLOCKED)
    assert enter(SECOND, PASSWORD) == (302, [owner])
    assert enter(SECOND, OTHER_PASSWORD) == (422, [])


def test_who_signs_in_with_their_own_password_does_not_clear_the_guesses_at_anothers(two_people):
    for _round in range(5):
        assert enter(SECOND, "догадка")[0] == 422
        assert enter(SECOND, OTHER_PASSWORD)[0] == 302
    answer = Client().post("/login/password/", {"phone": NUMBER, "password": PASSWORD})
    assert "Слишком много попыток" in answer.content.decode()
    assert enter(SECOND, OTHER_PASSWORD)[0] == 302


def test_a_password_is_the_same_however_a_keyboard_composes_its_letters():
    owner, _line = make_owner(NUMBER)
    with_password(owner, unicodedata.normalize("NFD", "йод и ёлка в майский день"))
    assert enter(NUMBER, "йод и ёлка в майский день") == (302, [owner])


@pytest.mark.django_db(transaction=True)
def test_of_sixty_guesses_at_once_ten_are_judged(monkeypatch):
    owner, _line = make_owner(NUMBER)
    owner.login = "maria"
    with_password(owner)
    judged = []
    monkeypatch.setattr(User, "check_password", lambda user, typed: judged.append(typed) or False)

    def guess(index: int) -> str:
        try:
            sign_in_by_password(identifier="maria", password=f"догадка {index}", network="198.51.100.0/24", now=NOW)
        except (WrongPassword, TooManyAttempts) as error:
            return error.code
        return "in"

    answers = in_threads(guess, 60)
    assert (len(judged), answers.count("wrong_password"), answers.count("too_many_attempts")) == (10, 10, 50)
