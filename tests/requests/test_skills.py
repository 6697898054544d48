"""The bot tells what became of requests, to who may see them."""

import pytest

from cabinet.accounts.models import Line
from cabinet.core.channels import Channel
from cabinet.core.skills import Asker, SkillAnswer, run
from cabinet.requests.models import Request, RequestStatus
from tests.people import NOW, make_owner


@pytest.fixture
def line(db: None) -> Line:
    return make_owner("79031234567")[1]


def asked_for(line: Line, number: str, **fields: object) -> Request:
    return Request.objects.create(
        number=number, kind="port_in", line=line, channel=Channel.PAGE, created_at=NOW, **fields
    )


def told(line: Line) -> SkillAnswer:
    answer = run("requests", Asker(user=line.contract.owner, line=line, now=NOW, query=""))
    assert answer is not None
    return answer


def test_open_requests_are_told_with_the_day_that_was_promised(line: Line) -> None:
    request = asked_for(line, "R-1", status=RequestStatus.WORKING, due_at=NOW)
    asked_for(line, "R-0", status=RequestStatus.DONE, ended_at=NOW)
    answer = told(line)
    rows = str(answer.text).replace("\u00a0", " ").splitlines()
    assert rows[0] == "В работе:"
    assert len(rows) == 2
    assert rows[1].startswith("• № R-1, ")
    assert rows[1].endswith(": выполняется, обещано к 24 ноября")
    assert [way.url for way in answer.ways] == [f"/requests/{request.public_id}/?line={line.public_id}"]


def test_where_none_is_open_the_last_is_told(line: Line) -> None:
    asked_for(line, "R-1", status=RequestStatus.DONE, ended_at=NOW)
    assert "выполнена" in str(told(line).text)


def test_requests_about_another_line_are_not_told(line: Line) -> None:
    asked_for(make_owner("79055550000")[1], "R-9")
    answer = told(line)
    assert (str(answer.text), list(answer.ways)) == ("Заявок по этому номеру не было.", [])
