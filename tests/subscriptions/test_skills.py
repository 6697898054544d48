"""The bot tells what a line has and costs, and leads to the pages that end it."""

import pytest

from cabinet.accounts.models import Line
from cabinet.core.skills import Asker, SkillAnswer, run
from tests.billing.money import account_of, pay
from tests.people import NOW, make_owner
from tests.subscriptions.made import has, make_content, make_service, make_tariff


@pytest.fixture
def line(db: None) -> Line:
    line = make_owner("79031234567")[1]
    pay(account_of(line), 5000, reference="first")
    return line


def told(skill: str, line: Line) -> SkillAnswer | None:
    return run(skill, Asker(user=line.contract.owner, line=line, now=NOW, query=""))


def words(answer: SkillAnswer | None) -> str:
    assert answer is not None
    return str(answer.text).replace("\u00a0", " ")


def test_the_tariff_is_told_with_its_price_and_the_next_charge(line: Line) -> None:
    has(line, make_tariff("one", 550))
    answer = told("tariff", line)
    assert words(answer) == "На номере 903 123-45-67 тариф «Тариф one», 550,00 ₽ в месяц. Следующая плата 24 декабря."
    assert answer is not None
    assert [way.url for way in answer.ways] == [f"/tariffs/?line={line.public_id}"]


def test_packages_are_told_as_the_first_page_does(line: Line) -> None:
    has(line, make_tariff("one", 550))
    rows = words(told("packages", line)).splitlines()
    assert rows[0] == "Осталось на номере 903 123-45-67:"
    assert len(rows) == 3
    assert all("обновится 24 декабря" in row for row in rows[1:])


def test_without_a_tariff_the_general_answer_is_given(line: Line) -> None:
    assert told("tariff", line) is None


def test_what_is_paid_for_is_listed_content_first_with_the_pages_that_end_it(line: Line) -> None:
    has(line, make_service("guard", 100))
    has(line, make_content("stars", 30))
    has(line, make_service("free", 0))
    answer = told("subscriptions", line)
    rows = words(answer).splitlines()
    assert [row.split("»")[0] for row in rows[1:]] == ["• «Гороскоп stars", "• «Услуга guard"]
    assert "с короткого номера 5533" in rows[1]
    assert answer is not None
    assert [way.url.split("?")[0] for way in answer.ways] == [
        "/subscriptions/stars/off/",
        "/services/guard/off/",
        "/subscriptions/",
        "/services/",
    ]


def test_where_nothing_is_paid_for_it_says_so(line: Line) -> None:
    assert words(told("subscriptions", line)) == "Платных подписок и услуг на номере 903 123-45-67 нет."
