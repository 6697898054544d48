"""The file of calls, messages and sessions (B3)."""

import csv
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest

from billing.models.rates import Unit
from billing.usage import exports, selectors
from tests.billing.usage.seen import rate_of, use
from tests.people import NOW, make_owner, signed_in

pytestmark = pytest.mark.django_db

CSV = "/finance/usage.csv"
MB = 1024**2


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def line():
    return make_owner("79031234567")[1]


@pytest.fixture
def client(line):
    return signed_in(line.contract.owner)


def read(response, delimiter: str = ";") -> list[list[str]]:
    assert response.status_code == 200
    text = response.getvalue().decode("utf-8-sig").replace("\u00a0", " ")
    return list(csv.reader(StringIO(text), delimiter=delimiter))


def test_it_holds_what_was_asked_oldest_first(client, line):
    kazakhstan = rate_of(prefix="77", name="Казахстан", name_en="Kazakhstan")
    use(line, NOW, volume=187, cost="1234.50", counterpart="77012223344", rate=kazakhstan, roaming=True)
    use(line, NOW - timedelta(hours=1), volume=45, taken=60)
    use(line, NOW - timedelta(days=1), unit=Unit.DATA, volume=13 * MB, taken=12 * MB, cost="1.50", counterpart="")
    use(line, NOW - timedelta(days=40))
    response = client.get(f"{CSV}?from=2026-11-01&to=2026-11-24")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="usage-2026-11-01-2026-11-24.csv"'
    assert "no-store" in response["Cache-Control"]
    assert read(response) == [
        ["День", "Время", "Что", "С кем", "Сколько", "Из пакета", "В роуминге", "Стоимость"],
        ["2026-11-23", "12:00:00", "Интернет", "", "13 МБ", "12 МБ", "", "1,50"],
        ["2026-11-24", "11:00:00", "Звонок", "916 111-22-33", "0:45 мин", "0:45 мин", "", "0,00"],
        ["2026-11-24", "12:00:00", "Звонок, Казахстан", "701 222-33-44", "3:07 мин", "", "да", "1234,50"],
    ]
    assert len(read(client.get(f"{CSV}?counterpart=916"))) == 2


def test_in_english_it_opens_in_english_spreadsheets(client, line):
    use(line, volume=187, cost="12.50", rate=rate_of(prefix="77", name="Казахстан", name_en="Kazakhstan"))
    client.cookies["django_language"] = "en"
    assert read(client.get(CSV), ",")[1][2:] == ["Call, Kazakhstan", "916 111-22-33", "3:07 min", "", "", "12.50"]


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+375291234567", "@SUM(A1)", "-2+3", "\t=1", "\r=1"])
def test_nothing_in_a_cell_is_a_formula(client, line, name):
    use(line, counterpart=name, rate=rate_of(prefix="1", name=f"{name}"))
    cell = read(client.get(CSV))[1][3]
    assert cell.startswith("'")
    assert cell.endswith(name[-3:])


def test_chunks_leave_nothing_out_and_repeat_nothing(client, line, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(selectors, "CHUNK", 2)
    for second in (0, 1, 1, 1, 1, 2, 3):
        use(line, NOW - timedelta(minutes=1) + timedelta(seconds=second), volume=second)
    response = client.get(CSV)
    with django_assert_num_queries(5):  # four chunks, and that there is no fifth
        rows = read(response)
    assert [row[4] for row in rows[1:]] == [
        "0:00 мин",
        "0:01 мин",
        "0:01 мин",
        "0:01 мин",
        "0:01 мин",
        "0:02 мин",
        "0:03 мин",
    ]


def test_it_begins_before_it_has_read_much(line, monkeypatch):
    """Sent at once: the heading costs no event, and a chunk is read when the one before it has gone."""
    asked: list[int] = []

    def chunks(*, of: object) -> Iterator[list[object]]:
        asked.append(1)
        yield []

    monkeypatch.setattr(exports, "export", chunks)
    pieces = exports.usage_csv(of=None, language="ru")
    assert next(pieces) == "\ufeff"
    assert next(pieces).startswith("День;Время")
    assert asked == []
