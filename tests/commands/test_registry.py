"""What a text asks for: read however it was typed, and never two things at once."""

from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cabinet.core import commands
from cabinet.core.commands import Command, find, read


def command(name: str, ussd: str, *sms: str) -> Command:
    return Command(name=name, ussd=ussd, sms=sms, about=name, run=lambda *_told: name)


BALANCE = command("balance", "*102#", "БАЛАНС", "BALANCE")
TREE = command("tree", "*7*1#", "ЕЛКА")
CALL_ME = command("call me", "*144*<number>#", "ПОЗВОНИ МНЕ")
TRANSFER = command("transfer", "*145*<number>*<sum>#", "ПЕРЕВОД")
ALL = (BALANCE, TREE, CALL_ME, TRANSFER)


@contextmanager
def registered(*those):
    before = dict(commands._commands)
    commands._commands.clear()
    try:
        for each in those:
            commands.register(each)
        yield
    finally:
        commands._commands.clear()
        commands._commands.update(before)


@pytest.fixture(autouse=True)
def registry():
    with registered(*ALL):
        yield


def asked(text: str) -> tuple[str, dict[str, str]] | None:
    found = find(text)
    return (found.command.name, dict(found.fields)) if found else None


@pytest.mark.parametrize(
    "text",
    [
        "*102#",
        " *102# ",
        "* 102 #",
        "＊１０２＃",
        "*١٠٢#",
        "*102\u200b#",
        "баланс",
        "Баланс!",
        "«БАЛАНС».",
        "balance",
        "BaLaNcE ?",
    ],
)
def test_a_command_is_read_however_it_was_typed(text):
    assert asked(text) == ("balance", {})


def test_yo_is_ye():
    assert asked("ёлка") == asked("Елка") == ("tree", {})


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "102",
        "*102",
        "102#",
        "*102##",
        "*102#1",
        "*1020#",
        "баланс 5",
        "балансы",
        "скажи баланс",
        "*144#",
        "*144*#",
    ],
)
def test_what_is_no_command_asks_for_nothing(text):
    assert find(text) is None


def test_fields_are_told_in_the_code_and_after_the_word():
    transfer = ("transfer", {"number": "79031234567", "sum": "100"})
    assert asked("*145*79031234567*100#") == asked("перевод  79031234567 100") == transfer
    assert asked("*144*8 (903) 123-45-67#") == ("call me", {"number": "8(903)123-45-67"})
    assert asked("Позвони мне 8 (903) 123-45-67") == ("call me", {"number": "8 (903) 123-45-67"})
    assert find("перевод 100") is None
    assert find("перевод 79031234567 100 500") is None


def test_what_could_be_two_commands_is_neither():
    with registered(TRANSFER, command("gift", "*145*<number>*1#")):
        assert asked("*145*79031234567*2#") == ("transfer", {"number": "79031234567", "sum": "2"})
        assert find("*145*79031234567*1#") is None


@pytest.mark.parametrize("other", [("x", "*102#", "Х"), ("x", "*9#", "БАЛАНС"), ("balance", "*9#", "Х")])
def test_two_commands_are_never_called_the_same(other):
    with pytest.raises(ValueError, match="two commands"):
        commands.register(command(*other))
    commands.register(BALANCE)  # itself again


@pytest.mark.parametrize(
    "wrong", [("x", "102"), ("x", "*102"), ("x", "*<number>#"), ("x", "*1#", "баланс"), ("x", "*1#", "ЁЛКА")]
)
def test_a_command_that_nobody_could_ask_for_is_refused(wrong):
    with pytest.raises(ValueError, match=r"is no code|in capitals"):
        command(*wrong)


@given(st.text(max_size=300))
def test_any_text_is_read_and_asks_for_one_thing_at_most(text):
    with registered(*ALL):
        found = find(text)
        assert read(read(text)) == read(text)
        if found is not None:
            assert set(found.fields) == set(found.command.fields)
            assert all(found.fields.values())


VALUE = st.text("0123456789+-()", min_size=1, max_size=20)


@given(number=VALUE, amount=VALUE, spaces=st.text(" \u00a0\u200b", max_size=3))
def test_a_code_with_fields_tells_them_whatever_they_are(number, amount, spaces):
    with registered(*ALL):
        assert asked(f"{spaces}*145*{number}*{spaces}{amount}#{spaces}") == (
            "transfer",
            {"number": number, "sum": amount},
        )
