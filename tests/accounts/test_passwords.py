"""Whom a permanent password signs in, and whom it does not."""

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client

from cabinet.accounts.models import LineStatus, Session, User
from tests.people import NOW, PASSWORD, add_line, make_contract, make_owner

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


def test_known_and_unknown_identifiers_take_one_hash_each(monkeypatch):
    """A hash is nearly all the time that the answer takes, so who has a password cannot be told by a clock."""
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

    known = {identifier: hashes(identifier) for identifier in (NUMBER, "maria", "79160000001")}
    unknown = {identifier: hashes(identifier) for identifier in ("79990000000", "nobody", "79160000002", "00")}
    assert set(known.values()) == set(unknown.values()) == {1}, (known, unknown)
