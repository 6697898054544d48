"""«Контакты»: telephones and e-mail of the brand, offices with their hours by their own clock."""

from datetime import UTC, datetime

import pytest
import time_machine

from cabinet.home.models import Office
from cabinet.home.offices.hours import WrongHours, read_hours
from tests.people import NOW

MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
WEEK = "пн-пт 9:00-19:00; сб 10:00-17:00"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (WEEK, [("Понедельник — пятница", "9:00–19:00"), ("Суббота", "10:00–17:00"), ("Воскресенье", "закрыто")]),
        ("пн-вс 9:00-21:00", [("Каждый день", "9:00–21:00")]),
        ("ПН–ВС 0:00-24:00", [("Каждый день", "0:00–24:00")]),
        ("вс 11:00-18:00;", [("Понедельник — суббота", "закрыто"), ("Воскресенье", "11:00–18:00")]),
    ],
)
def test_hours_are_said_in_words(text, rows):
    assert read_hours(text).rows() == rows


@pytest.mark.parametrize(
    "text",
    ["", "пн", "9-19", "пн-пт 19:00-9:00", "пт-пн 9:00-19:00", "mon 9:00-10:00", "пн 9:60-10:00", "пн 9:00-25:00",
     "пн-пт 9:00-19:00; ср 10:00-12:00"],
)  # fmt: skip
def test_hours_that_cannot_be_meant_are_refused_with_a_reason(text):
    with pytest.raises(WrongHours) as refused:
        read_hours(text)
    assert str(refused.value)


@pytest.mark.parametrize(
    ("hour", "is_open", "words"),
    [
        (5, False, "Закрыто, откроется в 9:00"),  # 8:00 in Moscow
        (6, True, "Открыто до 19:00"),
        (15, True, "Открыто до 19:00"),
        (16, False, "Закрыто, откроется завтра в 9:00"),
    ],
)
def test_it_is_open_by_the_clock_of_the_office(hour, is_open, words):
    state = read_hours(WEEK).state(MONDAY.replace(hour=hour), "Europe/Moscow")
    assert (state.is_open, state.words) == (is_open, words)


def test_before_a_day_off_nothing_is_promised_for_tomorrow():
    state = read_hours(WEEK).state(datetime(2026, 11, 28, 18, 0, tzinfo=UTC), "Europe/Moscow")
    assert (state.is_open, state.words) == (False, "Закрыто")


def test_the_same_moment_is_another_hour_elsewhere():
    moment = MONDAY.replace(hour=13)  # 16:00 in Moscow, 20:00 in Novosibirsk
    assert read_hours(WEEK).state(moment, "Europe/Moscow").is_open
    assert not read_hours(WEEK).state(moment, "Asia/Novosibirsk").is_open


@pytest.mark.django_db
def test_the_page_has_links_to_call_and_to_write_and_the_offices_that_are_shown(client):
    told = {"city_en": "C", "address_ru": "улица", "address_en": "street", "hours": WEEK}
    Office.objects.create(slug="a", city_ru="Казань", **told)
    Office.objects.create(slug="b", city_ru="Тула", active=False, **told)
    with time_machine.travel(NOW, tick=False):
        text = client.get("/contacts/").content.decode()
    for link in ("tel:0611", "tel:88007000611", "tel:88007008000", "tel:+79030000611", "mailto:help@operator.example"):
        assert f'href="{link}"' in text
    assert "Казань" in text
    assert "Открыто до 19:00" in text
    assert "Тула" not in text
    assert "Форма обратной связи" in text
