"""`manage.py ask`: a line for each question."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from chat.knowledge.loading import load
from chat.models import Phrasing
from tests.people import NOW

pytestmark = pytest.mark.django_db


def asked(*arguments):
    out = StringIO()
    call_command("ask", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_programs_get_a_json_line_for_each_question():
    load(now=NOW)
    first, second = map(json.loads, asked("--json", "как узнать баланс", "привет"))
    assert first["query"] == "как узнать баланс"
    assert first["decision"] == "answer"
    assert len(first["candidates"]) == 3
    assert first["candidates"][0]["slug"] == "balance-check"
    assert 0 < first["candidates"][0]["score"] <= 1
    assert second == {"query": "привет", "decision": "smalltalk", "candidates": []}


def test_without_arguments_the_lines_of_standard_input_are_asked(monkeypatch):
    load(now=NOW)
    monkeypatch.setattr("sys.stdin", StringIO("как узнать баланс\n\nкак сменить тариф\n"))
    assert [json.loads(line)["query"] for line in asked("--json")] == ["как узнать баланс", "как сменить тариф"]


def test_people_get_text():
    load(now=NOW)
    (line,) = asked("как узнать баланс")
    assert line.startswith("как узнать баланс → answer: balance-check 0.9")


def test_where_nothing_is_known_it_says_so_in_one_sentence():
    with pytest.raises(
        CommandError, match=r"^The bot knows no answers yet: make run loads those of the demonstration\.$"
    ):
        asked("--json", "как узнать баланс")


def test_without_a_database_it_asks_what_the_demonstration_begins_with_and_says_so(monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError

    monkeypatch.setattr(Phrasing.objects, "filter", away)
    out, said = StringIO(), StringIO()
    call_command("ask", "--json", "как узнать баланс", stdout=out, stderr=said)
    assert json.loads(out.getvalue())["candidates"][0]["slug"] == "balance-check"
    assert said.getvalue().strip() == "The database does not answer: asking what the demonstration begins with."
