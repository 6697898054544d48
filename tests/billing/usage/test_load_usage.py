"""`manage.py load_usage FILE`: big files, in parts."""

import gzip
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from billing.management.commands import load_usage
from billing.models import UsageBatch
from tests.billing.usage.network import NUMBER, event, make_line, rated
from tests.people import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def line(monkeypatch):
    make_line()
    monkeypatch.setattr(load_usage, "BATCH", 2)
    with time_machine.travel(NOW, tick=False):
        yield


def load(path) -> str:
    out = StringIO()
    call_command("load_usage", path, stdout=out)
    return out.getvalue()


def test_a_file_is_rated_in_parts_and_again_charges_nothing(tmp_path):
    path = tmp_path / "calls.jsonl"
    path.write_text("".join(f"{event(f'e{number}').as_it_came()}\n" for number in range(3)))
    assert "2 received, 2 rated, 0 repeated, 0 in quarantine" in load(path)
    first = rated()
    assert len(first) == 3
    assert "2 received, 0 rated, 2 repeated, 0 in quarantine" in load(path)
    assert rated() == first
    assert (
        list(UsageBatch.objects.order_by("pk").values_list("name", "received"))
        == [
            ("calls.jsonl", 2),
            ("calls.jsonl", 1),
        ]
        * 2
    )


def test_csv_by_gzip(tmp_path):
    path = tmp_path / "calls.csv.gz"
    head = "source,id,line,kind,start,volume\n"
    path.write_bytes(gzip.compress(f"{head}msc,1,{NUMBER},sms,2026-11-24T08:00:00Z,1\n".encode()))
    assert "1 received, 1 rated" in load(path)


def test_an_endless_line_is_not_held_whole(tmp_path):
    path = tmp_path / "calls"
    path.write_text("x" * 20_000 + f"\n{event('e').as_it_came()}\n")
    load(path)
    assert list(rated()) == ["e"]


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", b"id\n1\n"), ("a.gz", b"{}"), ("a.json.gz", gzip.compress(b"{}" * 99, mtime=0)[:-9])],
)
def test_what_cannot_be_read_is_said_so(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CommandError, match=name):
        load(tmp_path / name)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="nothing"):
        load(tmp_path / "nothing")
