"""How were you answered: one tap, with words if wished, once for each closing (C12)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from chat.models import Event, EventKind, Leads, Rating
from chat.personal import CONVERSATIONS
from chat.promises.rating import NothingToRate, NotOfFive, RatingStands, rate
from tests.chat.promises.closed import close
from tests.people import NOW, signed_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def closed(ask, answer, conversation, specialist):
    """A conversation that was answered and closed; its closing is the event 5."""
    ask()
    close(conversation=conversation, specialist=specialist, seen_seq=answer().seq, now=NOW)
    conversation.refresh_from_db()
    return conversation


@pytest.fixture
def give(closed, owner):
    def do(stars: int, words: str = "", now=NOW) -> None:
        rate(conversation=closed, by=owner, stars=stars, words=words, now=now)

    return do


def given() -> list[tuple[int, str]]:
    return list(Rating.objects.order_by("pk").values_list("stars", "words"))


def test_one_tap_is_a_rating_of_who_answered(give, specialist, closed):
    give(4)
    rating = Rating.objects.get()
    assert (rating.stars, rating.words, rating.specialist, rating.at) == (4, "", specialist, NOW)
    assert rating.closed_seq == Event.objects.get(kind=EventKind.CLOSE).seq


def test_it_is_changed_within_a_day_and_words_are_added(give):
    give(2)
    give(5, "Спасибо\0!", NOW + DAY - timedelta(seconds=1))
    give(3, now=NOW + DAY - timedelta(seconds=1))  # another tap leaves the words
    assert given() == [(3, "Спасибо!")]
    with pytest.raises(RatingStands):
        give(1, now=NOW + DAY)
    assert given() == [(3, "Спасибо!")]


@pytest.mark.parametrize("stars", [0, 6, 10**17])
def test_there_are_five(give, stars):
    with pytest.raises(NotOfFive):
        give(stars)
    assert given() == []


def test_an_open_conversation_is_not_rated(ask, conversation, owner):
    ask()
    with pytest.raises(NothingToRate):
        rate(conversation=conversation, by=owner, stars=5, words="", now=NOW)


def test_after_a_week_nobody_is_asked(give):
    with pytest.raises(NothingToRate):
        give(5, now=NOW + timedelta(days=7))


def test_each_closing_has_its_own(give, ask, answer, closed, specialist):
    give(1)
    ask("Ещё вопрос")
    with pytest.raises(NothingToRate):
        give(2)
    close(conversation=closed, specialist=specialist, seen_seq=answer("Ещё ответ").seq, now=NOW)
    give(5)
    assert given() == [(1, ""), (5, "")]


def test_what_the_bot_solved_is_nobodys(give, closed):
    closed.leads = Leads.BOT
    closed.save()
    give(5)
    assert Rating.objects.get().specialist is None


def test_the_desk_reads_the_stars_and_cannot_give_them(give, closed, specialist, owner):
    give(5)
    give(5)  # the same tap again is nothing new
    desk = signed_in(specialist)
    events = desk.get(f"/chat/{closed.public_id}/events").json()["events"]
    assert [each["text"] for each in events if each["kind"] == "told"] == ["Абонент оценил ответ: 5 из 5"]
    theirs = signed_in(owner).get(f"/chat/{closed.public_id}/events").json()["events"]
    assert not [each for each in theirs if each["kind"] == "told"]
    assert desk.post(f"/chat/{closed.public_id}/rate/", {"stars": "5"}).status_code == 404


def test_it_works_without_javascript(ask, answer, conversation, specialist, owner, line):
    browser: Client = signed_in(owner)
    address = f"/chat/{conversation.public_id}/?line={line.public_id}"
    ask()
    assert "Как вам ответили?" not in browser.get(address).content.decode()

    seen = answer().seq
    close(conversation=conversation, specialist=specialist, seen_seq=seen, now=timezone.now())
    assert 'name="stars" value="5"' in browser.get(address).content.decode()
    page = browser.post(f"/chat/{conversation.public_id}/rate/", {"stars": "4"}, follow=True).content.decode()
    assert "Ваша оценка: 4 из 5" in page
    browser.post(f"/chat/{conversation.public_id}/rate/", {"stars": "4", "words": "<b>быстро"})
    assert "&lt;b&gt;быстро</textarea>" in browser.get(address).content.decode()
    none = browser.post(f"/chat/{conversation.public_id}/rate/", {"stars": "x"}, headers={"Accept": "application/json"})
    assert (none.status_code, none.json()["code"]) == (409, "not_of_five")


def test_erasing_leaves_the_figure_and_takes_the_words(give, owner):
    give(1, "Мария из Твери недовольна")
    CONVERSATIONS.erase(owner, NOW)
    assert given() == [(1, "")]
