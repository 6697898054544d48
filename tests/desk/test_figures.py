"""The supervisor's figures: how long people waited, what they said of it, what the bot solved."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from cabinet.accounts.models import User
from cabinet.accounts.roles import SUPERVISORS
from chat.figures.bot import BotShare
from chat.figures.ratings import Stars
from chat.figures.selectors import figures, queue_now
from chat.figures.waits import Times
from chat.models import Answer, BotDecision, Conversation, Message, Rating, Subject, Topic
from chat.services.accept import Said
from chat.services.open_conversation import open_conversation
from chat.services.person import call_person
from chat.services.reply import reply
from chat.services.say import say
from tests.people import NOW, make_owner, make_specialist, signed_in

pytestmark = pytest.mark.django_db

MOSCOW = ZoneInfo("Europe/Moscow")
TODAY = NOW.astimezone(MOSCOW).date()
Write = Callable[..., Said]


@pytest.fixture(autouse=True)
def _today(time_machine: Any) -> None:
    time_machine.move_to(NOW + timedelta(hours=2), tick=False)


@pytest.fixture
def supervisor(specialist: User) -> User:
    specialist.groups.add(Group.objects.get(name=SUPERVISORS))
    return specialist


@pytest.fixture
def browser(supervisor: User) -> Client:
    return signed_in(supervisor)


def talk(topic: Topic, number: int, *, answered_in: int | None, by: User, at: datetime = NOW) -> Conversation:
    """Somebody asks at `at`, and is answered in so many seconds."""
    owner, line = make_owner(f"7905000{number:04}")
    found = open_conversation(line=line, topic=topic, author=owner, now=at)
    say(conversation=found, author=owner, client_id=uuid4(), text="Вопрос", now=at)
    if answered_in is not None:
        at += timedelta(seconds=answered_in)
        reply(conversation=found, specialist=by, client_id=uuid4(), text="Ответ", now=at)
    return found


def of_today() -> Any:
    return figures(first=TODAY, last=TODAY, zone=MOSCOW, now=NOW + timedelta(hours=2))


def test_half_and_nine_of_ten_are_told_of_the_waits_that_were_answered(topic: Topic, specialist: User) -> None:
    for number, seconds in enumerate((10, 20, 30, 40, 1000)):
        talk(topic, number, answered_in=seconds, by=specialist)
    talk(topic, 9, answered_in=None, by=specialist)
    total = of_today().waits.total
    assert (total.count, total.answered) == (6, 5)
    assert (total.first.middle, total.first.ninth) == (30, pytest.approx(616))
    assert total.later == Times()
    assert (total.kept, total.due) == (4, 6)  # 1000 s is late, and who still waits is late by now


def test_an_answer_within_a_conversation_is_counted_apart_from_the_first(
    ask: Write, answer: Write, specialist: User
) -> None:
    ask()
    answer(now=NOW + timedelta(seconds=60))
    ask("Ещё", now=NOW + timedelta(seconds=100))
    answer("Вот", now=NOW + timedelta(seconds=105))
    total = of_today().waits.total
    assert (total.first.middle, total.later.middle) == (60, 5)


def test_a_wait_counts_in_the_hour_and_day_in_which_it_began_where_the_operator_is(
    topic: Topic, specialist: User
) -> None:
    night = datetime(TODAY.year, TODAY.month, TODAY.day, 0, 30, tzinfo=MOSCOW)
    talk(topic, 1, answered_in=5, by=specialist, at=night)
    talk(topic, 2, answered_in=5, by=specialist, at=night - timedelta(hours=1))  # yesterday
    waits = of_today().waits
    assert {hour: each.count for hour, each in waits.hours.items()} == {0: 1}
    assert {day: each.count for day, each in waits.days.items()} == {TODAY: 1}


def test_each_specialist_has_their_own(topic: Topic, specialist: User) -> None:
    petr = make_specialist("petr")
    first = talk(topic, 1, answered_in=10, by=specialist)
    talk(topic, 2, answered_in=20, by=specialist)
    talk(topic, 3, answered_in=2000, by=petr)
    Rating.objects.create(conversation=first, closed_seq=9, specialist=specialist, stars=4, at=NOW)
    rows = [
        (each.specialist, each.waits.answered, each.waits.first.middle, each.waits.kept_share, each.stars.mean)
        for each in of_today().specialists
    ]
    assert rows == [(specialist, 2, 15, 100, 4), (petr, 1, 2000, 0, None)]


def test_the_bot_solved_what_nobody_called_a_person_after(topic: Topic, specialist: User) -> None:
    subject = Subject.objects.create(slug="s", name_ru="Р", name_en="S")
    known = Answer.objects.create(slug="balance", subject=subject, title_ru="Как узнать баланс?", changed_at=NOW)
    for number, (helped, called) in enumerate(((True, False), (None, False), (False, False), (None, True))):
        owner, line = make_owner(f"7905100{number:04}")
        found = open_conversation(line=line, topic=topic, author=owner, now=NOW)
        said = say(conversation=found, author=owner, client_id=uuid4(), text="Баланс", now=NOW)
        BotDecision.objects.create(
            message=Message.objects.get(pk=said.message.pk),
            query="Баланс",
            decision="answer",
            answer=known,
            helped=helped,
            at=NOW,
        )
        if called:
            call_person(conversation=found, by=owner, now=NOW + timedelta(minutes=1))
    of_day = of_today()
    assert of_day.bot.total == of_day.bot.hours[12] == of_day.bot.days[TODAY] == BotShare(asked=4, solved=2)
    assert len(of_day.bot.hours) == 1
    assert of_day.bot.total.share == 50
    (row,) = of_day.answers
    assert (row.answer, row.given, row.helped, row.not_helped, row.share) == (known, 4, 1, 1, 50)


def test_ratings_count_in_the_hour_and_the_day_in_which_they_were_given(topic: Topic, specialist: User) -> None:
    rated = talk(topic, 1, answered_in=10, by=specialist)
    for number, (stars, after) in enumerate(((5, 0), (2, 0), (4, 60), (1, 24 * 60))):
        at = NOW + timedelta(minutes=after)
        Rating.objects.create(conversation=rated, closed_seq=number, stars=stars, specialist=None, at=at)
    stars = of_today().stars
    assert (stars.total.count, stars.days) == (3, {TODAY: stars.total})
    assert stars.hours == {12: Stars(3.5, 2), 13: Stars(4.0, 1)}
    assert stars.specialists == {}


def test_the_queue_is_as_it_is_now(topic: Topic, specialist: User) -> None:
    talk(topic, 1, answered_in=10, by=specialist)
    talk(topic, 2, answered_in=None, by=specialist)
    talk(topic, 3, answered_in=None, by=specialist, at=NOW + timedelta(hours=1, minutes=59))
    queue = queue_now(NOW + timedelta(hours=2))
    assert (queue.waiting, queue.late, queue.since, queue.talking) == (2, 1, NOW, 1)


def test_who_leads_no_shift_sees_no_figures(specialist: User, owner: User) -> None:
    for person in (specialist, owner):
        for address in ("/desk/figures/", "/desk/figures.csv"):
            assert signed_in(person).get(address).status_code == 404


def test_the_page_tells_it_all_with_few_questions_to_the_database(
    browser: Client, topic: Topic, specialist: User, django_assert_max_num_queries: Callable
) -> None:
    for number in range(3):
        talk(topic, number, answered_in=65, by=specialist)
    with django_assert_max_num_queries(16):
        page = browser.get("/desk/figures/").content.decode()
    assert "1:05" in page
    assert 'class="days"' in page
    assert "Анна" in page


def test_an_empty_week_says_what_will_appear(browser: Client) -> None:
    page = browser.get("/desk/figures/").content.decode()
    assert "Здесь появятся специалисты" in page
    assert 'class="days"' not in page


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({"from": "2026-11-24", "to": "2026-11-20"}, "Начало позже конца"),
        ({"from": "2026-01-01", "to": "2026-11-24"}, "не больше трёх месяцев"),
        ({"from": "2026-11-24", "to": "2026-11-30"}, "ещё не наступил"),
        ({"from": "вчера"}, "Напишите дату так"),
    ],
)
def test_days_that_are_none_are_said_to_be(days: dict[str, str], words: str, browser: Client) -> None:
    answer = browser.get("/desk/figures/", days)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_the_file_has_the_same_rows_and_no_formula(browser: Client, topic: Topic, specialist: User) -> None:
    specialist.name = "=1+1"
    specialist.save()
    talk(topic, 1, answered_in=65, by=specialist)
    answer = browser.get("/desk/figures.csv", {"from": "2026-11-24", "to": "2026-11-24"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert "12:00;1;1;1:05;1:05;—;—;100\u00a0%;—;—" in lines
    assert any(line.startswith("'=1+1;1;1;1:05") for line in lines)
