"""Failed attempts: noted at the same cost for everybody, told in the journal as one (A14)."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cabinet.accounts.models import FailedAttempt, FailedProof, SecurityEvent
from cabinet.accounts.services import failures
from cabinet.accounts.services.failures import note_failure, tell_of_failures
from cabinet.core import sweeps
from cabinet.core.net import Origin
from tests.accounts.test_sign_in_pages import ask, enter
from tests.people import NOW, PASSWORD, add_line, make_owner, make_specialist, signed_in

pytestmark = pytest.mark.django_db

NUMBER = "79031234567"
HERE = Origin("77.88.55.60", "Firefox")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def owner():
    return make_owner(NUMBER)[0]


def fail(at=NOW, origin: Origin = HERE, **fields: object) -> None:
    note_failure(**{"how": FailedProof.PASSWORD, "origin": origin, "now": at, **fields})


def told() -> list[tuple]:
    """What the journal says: whose, on which line, facts."""
    return [
        (event.user, event.line and event.line.msisdn, event.details.facts)
        for event in SecurityEvent.objects.order_by("id")
    ]


def test_several_in_a_row_are_told_as_one_when_they_are_over(owner):
    for minute in (0, 1, 2):
        fail(NOW + minute * MINUTE, user=owner)
    assert tell_of_failures(NOW + 4 * MINUTE - timedelta(seconds=1)) == 0
    assert tell_of_failures(NOW + 4 * MINUTE) == 3
    assert told() == [(owner, None, {"how": "password", "count": "3"})]
    event = SecurityEvent.objects.get()
    assert (event.at, event.made_by, event.details.ip) == (NOW + 2 * MINUTE, None, "77.88.55.60")
    assert not FailedAttempt.objects.exists()


def test_a_long_series_is_told_of_while_it_goes_on(owner):
    for minute in range(16):
        fail(NOW + minute * MINUTE, user=owner)
    assert tell_of_failures(NOW + 15 * MINUTE) == 16


def test_what_is_from_elsewhere_or_of_another_kind_is_told_apart(owner):
    fail(user=owner)
    fail(user=owner, origin=Origin("91.152.1.1", "Chrome"))
    fail(user=owner, how=FailedProof.TOKEN)
    tell_of_failures(NOW + 2 * MINUTE)
    assert len(told()) == 3


def test_a_number_means_its_open_line_and_the_person_whom_it_signs_in(owner):
    second = add_line(owner.contracts.get(), "79031234568")
    fail(how=FailedProof.CODE, msisdn=NUMBER)
    fail(how=FailedProof.CODE, msisdn=str(second.msisdn))
    tell_of_failures(NOW + 2 * MINUTE)
    assert [(user, msisdn) for user, msisdn, _facts in told()] == [(owner, NUMBER), (None, "79031234568")]


def test_strangers_and_numbers_of_nobody_are_forgotten(owner):
    fail()
    fail(how=FailedProof.CODE, msisdn="79990000000")
    assert tell_of_failures(NOW + 2 * MINUTE) == 2
    assert told() == []
    assert not FailedAttempt.objects.exists()


def test_a_second_sweep_finds_nothing(owner):
    fail(user=owner)
    tell_of_failures(NOW + 2 * MINUTE)
    assert tell_of_failures(NOW + 2 * MINUTE) == 0
    assert len(told()) == 1


def test_an_empty_queue_costs_the_sweep_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        tell_of_failures(NOW)


def test_a_thousand_attempts_cost_as_many_queries_as_ten(owner, monkeypatch):
    def queries(count: int) -> int:
        for _index in range(count):
            fail(user=owner)
        with CaptureQueriesContext(connection) as captured:
            assert tell_of_failures(NOW + 2 * MINUTE) == count
        return len(captured)

    assert queries(10) == queries(1000)


def test_the_dispatcher_sweeps_them(owner):
    fail(user=owner)
    sweeps.run_all(NOW + 2 * MINUTE)
    assert len(told()) == 1


class TestPages:
    """Each kind of failure at its page, and nothing for what did not fail."""

    def test_a_wrong_code(self, client, owner):
        ask(client)
        enter(client, "000000")
        enter(client, "123")  # cannot be a code: nothing was judged
        attempt = FailedAttempt.objects.get()
        assert (attempt.how, attempt.msisdn, attempt.user, attempt.ip) == ("code", NUMBER, None, "127.0.0.1")

    def test_a_wrong_password_keeps_nothing_of_what_was_typed(self, client, owner):
        client.post("/login/password/", {"phone": NUMBER, "password": "не тот"})
        client.post("/login/password/", {"phone": "мой пароль", "password": "не тот"})
        attempts = FailedAttempt.objects.all()  # one for each who may have been meant, and for nobody
        assert {attempt.how for attempt in attempts} == {"password"}
        assert [attempt.user for attempt in attempts if attempt.user] == [owner]
        assert {attempt.msisdn for attempt in attempts} == {""}

    def test_a_wrong_token_of_staff(self, client):
        anna = make_specialist()
        client.post("/login/password/", {"phone": "anna", "password": PASSWORD})
        client.post("/login/otp/", {"token": "000000"})
        attempt = FailedAttempt.objects.get()
        assert (attempt.how, attempt.user) == ("token", anna)

    def test_a_wrong_code_of_confirmation(self, owner):
        client = signed_in(owner)
        client.post("/confirm/", {})
        client.post("/confirm/", {"code": "000000"})
        attempt = FailedAttempt.objects.get()
        assert (attempt.how, attempt.user, attempt.msisdn) == ("code", owner, NUMBER)

    def test_known_and_unknown_people_cost_the_same(self, owner):
        def queries(phone: str) -> list[str]:
            with CaptureQueriesContext(connection) as captured:
                Client().post("/login/password/", {"phone": phone, "password": "не тот"})
            return [query["sql"].split(" ")[0] for query in captured]

        for phone in (NUMBER, "79990000000"):  # a captcha stands by how often each was tried
            queries(phone)
        assert queries(NUMBER) == queries("79990000000")

    def test_the_journal_tells_the_subscriber(self, owner):
        now = timezone.now()
        Client().post("/login/password/", {"phone": NUMBER, "password": "не тот"})
        Client().post("/login/password/", {"phone": NUMBER, "password": "и этот не тот"})
        tell_of_failures(now + failures.QUIET + MINUTE)
        text = signed_in(owner).get("/settings/security/journal/").content.decode()
        assert "Неудачная попытка входа" in text
        assert "не подошёл: пароль · 2 раза" in text
        assert "неизвестно кто" in text


def test_time_stands_for_the_last_attempt(owner):
    with time_machine.travel(NOW, tick=False):
        fail(user=owner)
        fail(NOW + MINUTE, user=owner)
    tell_of_failures(NOW + 5 * MINUTE)
    assert SecurityEvent.objects.get().at == NOW + MINUTE
