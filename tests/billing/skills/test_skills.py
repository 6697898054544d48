"""The bot tells of money what the person may see, from live entries."""

from datetime import timedelta

import pytest

from billing.causes import Cause
from billing.kinds import EntryKind
from billing.models import Account
from cabinet.accounts.models import Line, Role, User
from cabinet.core.skills import Asker, SkillAnswer, run
from tests.billing.money import account_of, charge, pay
from tests.people import NOW, give_access, make_owner

HOROSCOPE = Cause(name="Гороскоп", number="5533")


@pytest.fixture
def line(db: None) -> Line:
    return make_owner("79031234567", "79031234568")[1]


@pytest.fixture
def account(line: Line) -> Account:
    account = account_of(line)
    pay(account, 1000, reference="first", now=NOW - timedelta(days=90))
    return account


def told(skill: str, line: Line, query: str = "", *, user: User | None = None) -> SkillAnswer:
    answer = run(skill, Asker(user=user or line.contract.owner, line=line, now=NOW, query=query))
    assert answer is not None
    return answer


def plain(answer: SkillAnswer) -> str:
    return str(answer.text).replace("\u00a0", " ")


def test_the_balance_is_told_with_the_way_to_top_up(line: Line, account: Account) -> None:
    answer = told("balance", line)
    assert plain(answer) == "На счёте номера 903 123-45-67 сейчас 1 000,00 ₽."
    assert [way.url for way in answer.ways] == [f"/payments/top-up/?line={line.public_id}"]


def test_a_charge_is_found_by_its_sum_and_equal_ones_are_counted(line: Line, account: Account) -> None:
    for days in (3, 2, 1):
        charge(account, 30, kind=EntryKind.CONTENT, cause=HOROSCOPE, line=line, now=NOW - timedelta(days=days))
    charge(account, 99, now=NOW - timedelta(hours=5))
    answer = told("charges", line, "за что списали 30 рублей")
    assert plain(answer).splitlines() == [
        "Вот это списание:",
        "• 23 ноября, 30,00 ₽. Платная подписка «Гороскоп» с короткого номера 5533. Её присылает партнёр оператора."
        " Всего таких: 3.",
    ]
    assert "99,00" not in plain(answer)
    assert [str(way.label) for way in answer.ways] == ["Подробно об этом списании", "Все операции"]


def test_of_different_charges_the_newest_is_told_of_first(line: Line, account: Account) -> None:
    charge(account, 30, kind=EntryKind.CONTENT, cause=HOROSCOPE, line=line, now=NOW - timedelta(days=40))
    charge(account, 99, now=NOW - timedelta(days=20))
    charge(account, 30, kind=EntryKind.CONTENT, cause=HOROSCOPE, line=line, now=NOW - timedelta(days=1))
    told_of = plain(told("charges", line, "за что списали деньги")).splitlines()
    assert [words.split(", ")[1][:5] for words in told_of[1:]] == ["30,00", "99,00"]


def test_a_charge_of_another_day_is_not_meant(line: Line, account: Account) -> None:
    charge(account, 30, now=NOW - timedelta(days=1))
    answer = told("charges", line, "сегодня сняли 30 рублей")
    rows = plain(answer).splitlines()
    assert rows[:2] == ["24 ноября 2026 не было списаний ровно на 30,00 ₽.", "Последние списания:"]
    assert rows[2].startswith("• 23 ноября, 30,00 ₽.")


def test_without_charges_it_says_so(line: Line, account: Account) -> None:
    assert plain(told("charges", line, "за что списали 30 рублей")) == "За последние два месяца списаний не было."


def test_a_manager_hears_of_the_lines_own_charges_only(line: Line, account: Account) -> None:
    other = line.contract.lines.exclude(pk=line.pk).get()
    charge(account, 40, line=line, now=NOW - timedelta(days=2))
    charge(account, 30, line=other, now=NOW - timedelta(days=1))
    manager = give_access(line, sees_details=True)
    said = plain(told("charges", line, "за что списали 30 рублей", user=manager))
    assert "40,00 ₽" in said
    assert "• 23 ноября" not in said


@pytest.mark.parametrize("role", [Role.MANAGER, Role.VIEWER])
def test_who_may_not_see_entries_is_told_who_may(role: Role, line: Line, account: Account) -> None:
    charge(account, 30, line=line)
    without = give_access(line, role=role, sees_details=False)
    said = plain(told("charges", line, "за что списали 30 рублей", user=without))
    assert said.startswith("Списания по этому номеру видит владелец")
    assert "30,00" not in said


@pytest.mark.parametrize("skill", ["balance", "packages", "charges", "tariff", "subscriptions"])
def test_a_stranger_hears_nothing_of_anybodys_line(skill: str, line: Line, account: Account) -> None:
    charge(account, 30, line=line)
    stranger, _theirs = make_owner("79055550000")
    answer = told(skill, line, "30 рублей", user=stranger)
    assert not any(character.isdigit() for character in plain(answer))
    assert not answer.ways


def test_without_packages_it_says_so(line: Line) -> None:
    assert plain(told("packages", line)) == "Пакетов на номере 903 123-45-67 сейчас нет."
