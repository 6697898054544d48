"""What a call may not do: be another's, break, go on for ever, cost much, or be remembered (N5)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cabinet.commands.models import Exchange
from tests.billing.money import account_of, pay
from tests.commands.machine import NUMBER, STRANGER, ask, heard, post
from tests.people import make_owner

pytestmark = pytest.mark.django_db
QUEUE = "sip:specialists@pbx.example"


@pytest.fixture(autouse=True)
def queue(settings):
    settings.IVR_SPECIALIST_QUEUE = QUEUE


@pytest.fixture
def line():
    line = make_owner(NUMBER)[1]
    pay(account_of(line), "123.40")
    return line


def test_a_call_is_one_telephones(line):
    heard(call="c")
    assert ask("1", call="c", caller=STRANGER).status_code == 409
    assert ask("1", call="c", caller=None).status_code == 409


@pytest.mark.parametrize(
    "wrong", [{"call": ""}, {"keys": None}, {"keys": "1a"}, {"keys": "1" * 51}, {"keys": "٣"}, {"caller": "оператор"}]
)
def test_a_field_that_is_not_what_it_must_be_is_named(line, wrong):
    answer = post("/gateway/ivr/", {"call": "c", "caller": NUMBER, "keys": ""} | wrong)
    assert (answer.status_code, answer.json()) == (400, {"error": "field", "field": next(iter(wrong))})
    assert not Exchange.objects.exists()


def test_a_call_that_presses_for_ever_ends(line):
    answer = heard("3" * 50)
    assert answer["ends"] is True
    assert answer["text"].startswith("Вы нажали слишком много клавиш.")


def test_what_breaks_leads_to_a_specialist(line, monkeypatch):
    monkeypatch.setattr("billing.commands.balance_of", lambda **_asked: 1 / 0)
    answer = heard("1")
    assert (answer["text"], answer["transfer"]) == ("Сейчас ответить не получилось. Соединяю со специалистом.", QUEUE)
    assert not Exchange.objects.exists()


def test_so_many_keys_an_hour(line, settings, limited):
    settings.VOICE_KEYS_PER_NUMBER = "1/hour"
    caller = f"7904{timezone.now():%H%M%S}2"
    assert not heard(caller=caller)["ends"]
    assert heard(caller=caller)["ends"]


def test_a_key_costs_few_queries(line, django_assert_max_num_queries):
    heard("1")
    with django_assert_max_num_queries(22):
        heard("1", call="counted")


def test_what_was_said_to_callers_is_forgotten_in_a_day(line):
    from cabinet.commands.services.exchange import forget_old

    heard("1")
    assert forget_old(now=timezone.now() + timedelta(days=1, minutes=1)) == 2
