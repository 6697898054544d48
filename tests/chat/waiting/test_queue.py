"""Where somebody stands in the queue, and the estimate from what was really answered (C4)."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from chat.models import Wait
from chat.services.open_conversation import open_conversation
from chat.services.person import call_person
from chat.services.reply import reply
from chat.waiting.queue import place_of
from tests.people import NOW, make_owner

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _nothing_is_kept():
    cache.clear()


@pytest.fixture
def waiting(topic):
    """`waiting(minutes)`: another person's conversation that waits since then."""
    made = []

    def make(minutes):
        owner, line = make_owner(f"7903500{len(made):04}")
        at = NOW - minutes * MINUTE
        conversation = open_conversation(line=line, topic=topic, author=owner, now=at)
        call_person(conversation=conversation, by=owner, now=at)
        conversation.refresh_from_db()
        made.append(conversation)
        return conversation

    return make


@pytest.fixture
def answered(waiting, specialist):
    """`answered(ago)`: somebody who waited was answered so many minutes ago."""

    def make(ago):
        from uuid import uuid4

        conversation = waiting(ago + 4)
        reply(conversation=conversation, specialist=specialist, client_id=uuid4(), text="Да", now=NOW - ago * MINUTE)

    return make


def test_who_was_promised_an_answer_sooner_stands_before(waiting):
    late, early = waiting(1), waiting(9)
    assert [place_of(each, NOW).number for each in (early, late)] == [1, 2]


def test_what_a_specialist_has_taken_stands_in_nobodys_way(waiting, specialist):
    from chat.services.assign import take

    taken, next_one = waiting(9), waiting(1)
    take(conversation=taken, specialist=specialist, now=NOW)
    taken.refresh_from_db()
    assert place_of(taken, NOW) is None
    assert place_of(next_one, NOW).number == 1


def test_without_answers_of_the_last_hour_nothing_is_estimated(waiting, answered):
    for ago in (61, 70, 90, 100):
        answered(ago)
    assert place_of(waiting(1), NOW).minutes is None


def test_the_estimate_is_the_pace_of_the_last_hour(waiting, answered):
    for ago in (1, 10, 20, 30, 59):
        answered(ago)
    first, second = waiting(2), waiting(1)
    assert place_of(first, NOW).minutes == 12  # five an hour
    assert place_of(second, NOW).minutes == 24


def test_who_waits_for_nobody_has_no_place(conversation):
    assert place_of(conversation, NOW) is None


def test_each_wait_is_a_row_with_what_came_of_it(waiting, specialist):
    from uuid import uuid4

    conversation = waiting(5)
    reply(conversation=conversation, specialist=specialist, client_id=uuid4(), text="Да", now=NOW)
    wait = Wait.objects.get(conversation=conversation)
    assert (wait.since, wait.ended_at, wait.end, wait.specialist, wait.kept) == (
        NOW - 5 * MINUTE,
        NOW,
        "answered",
        specialist,
        True,
    )


def test_the_bar_says_the_place_and_the_promise(client, waiting, django_assert_max_num_queries):
    conversation = waiting(0)
    client.force_login(conversation.author)
    with django_assert_max_num_queries(12):
        page = client.get(f"/chat/{conversation.public_id}/bar/").content.decode()
    assert "Вы следующие в очереди." in page
    assert "время ожидания оценить нельзя" in page
