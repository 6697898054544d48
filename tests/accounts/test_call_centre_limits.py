"""How often a temporary password is given, checked for and guessed at, one by one and at once (A6)."""

import threading
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group

from cabinet.accounts.models import User
from cabinet.accounts.roles import CALL_CENTRE
from cabinet.accounts.services import call_centre, one_time
from cabinet.accounts.services.call_centre import Caller, DocumentMismatch, TooManyChecks, read_out
from cabinet.accounts.services.one_time import TooManyGiven
from tests.accounts.call_centre import GOOD, NUMBER, SECOND, ask, enter, make_vera, with_document
from tests.accounts.test_codes import in_threads
from tests.people import NOW, make_owner, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def vera():
    return make_vera()


@pytest.fixture
def owner():
    user, line = make_owner(NUMBER, SECOND)
    with_document(line.contract)
    return user


def test_three_wrong_checks_close_a_contract_for_a_day_whoever_asks(owner, vera):
    for digits in ("0001", "0002", "0003"):
        with pytest.raises(DocumentMismatch):
            read_out(specialist=vera, caller=Caller("T-79031234567", digits, NUMBER), now=NOW)
    for specialist in (vera, make_vera("olga")):
        with pytest.raises(TooManyChecks):
            read_out(specialist=specialist, caller=GOOD, now=NOW + timedelta(hours=23))
    read_out(specialist=vera, caller=GOOD, now=NOW + timedelta(hours=24))


def test_wrong_checks_of_one_specialist_are_counted_whatever_the_contracts(owner, vera):
    for index in range(call_centre.WRONG_BY_A_SPECIALIST):
        with pytest.raises(DocumentMismatch):
            read_out(specialist=vera, caller=Caller(f"24-{index}", "1234", NUMBER), now=NOW)
    with pytest.raises(TooManyChecks):
        read_out(specialist=vera, caller=GOOD, now=NOW)
    read_out(specialist=make_vera("olga"), caller=GOOD, now=NOW)


def test_three_passwords_a_day_for_a_contract(owner, vera):
    for msisdn in (NUMBER, SECOND, NUMBER):
        read_out(specialist=vera, caller=Caller("T-79031234567", "1234", msisdn), now=NOW)
    with pytest.raises(TooManyGiven) as refused:
        read_out(specialist=vera, caller=GOOD, now=NOW + timedelta(hours=1))
    assert refused.value.retry_after == 23 * 60 * 60 + 1
    read_out(specialist=vera, caller=GOOD, now=NOW + timedelta(hours=24))


@pytest.mark.django_db(transaction=True)
def test_of_twenty_parallel_checks_three_are_compared(monkeypatch):
    Group.objects.get_or_create(name=CALL_CENTRE)
    with_document(make_owner(NUMBER)[1].contract)
    vera = User.objects.create_user("vera", is_staff=True)

    def check(index: int) -> str:
        try:
            read_out(specialist=vera, caller=Caller("T-79031234567", f"{index:04}", NUMBER), now=NOW)
        except (DocumentMismatch, TooManyChecks) as error:
            return error.code
        return "given"

    answers = in_threads(check, 20)
    assert (answers.count("document_mismatch"), answers.count("too_many_checks")) == (3, 17)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_use_it_at_once_one_enters(monkeypatch):
    """All six have read the row before any of them has used it."""
    Group.objects.get_or_create(name=CALL_CENTRE)
    with_document(make_owner(NUMBER)[1].contract)
    vera = User.objects.create_user("vera", is_staff=True)
    _line, password = read_out(specialist=vera, caller=GOOD, now=NOW)

    together = threading.Barrier(6, timeout=60)
    compare = one_time.hmac.compare_digest
    monkeypatch.setattr(one_time.hmac, "compare_digest", lambda a, b: (together.wait(), compare(a, b))[1])

    def use(index: int) -> bool:
        return one_time.use_one_time(msisdn=NUMBER, typed=password, now=NOW) is not None

    assert in_threads(use, 6).count(True) == 1


def test_guesses_at_it_are_counted_as_those_at_a_password(owner, vera):
    password = ask(signed_in(vera)).context["password"]
    for guess in range(10):
        assert enter(f"{guess:010}").status_code == 422
    assert "Слишком много попыток" in enter(password).content.decode()
