"""«Помощь» by subject, the popular ones by real use, and a page for each answer with its button."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from chat.knowledge.use import LATELY, Use, note_use
from chat.models import Answer, AnswerUse, Message, Topic
from chat.services.open_conversation import open_conversation
from chat.services.say import say
from chat.talk.answering import answer_owed
from chat.talk.choosing import say_whether_helped
from chat.topics import make_topics
from tests.home.help.knowledge import make_answer
from tests.people import NOW, make_owner, make_specialist, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def today():
    with time_machine.travel(NOW, tick=False):
        yield


def popular(client):
    return [answer.slug for answer in client.get("/help/").context["known"].popular]


def test_the_most_used_come_first_and_until_then_those_that_staff_think_so(client):
    made = {slug: make_answer(slug, popular=rank) for slug, rank in (("a", 10), ("b", 30), ("c", 20))}
    assert popular(client) == ["b", "c", "a"]
    note_use(answer_id=made["a"].pk, what=Use.TOLD, now=NOW)
    assert popular(client) == ["a", "b", "c"]


def test_what_was_used_long_ago_makes_nothing_popular(client):
    old, new = make_answer("old", popular=0), make_answer("new", popular=1)
    note_use(answer_id=old.pk, what=Use.VIEWED, now=NOW - LATELY - timedelta(days=1))
    assert popular(client) == ["new", "old"]
    assert AnswerUse.objects.get().answer == old
    assert new.uses.count() == 0


def test_what_the_bot_says_in_a_thread_is_use_and_what_is_said_of_it(django_capture_on_commit_callbacks):
    answer = make_answer("balance-check", "как узнать баланс")
    owner, line = make_owner("79031234567")
    make_topics()
    with django_capture_on_commit_callbacks(execute=True):
        talk = open_conversation(line=line, topic=Topic.objects.all()[0], author=owner, now=NOW)
        say(conversation=talk, author=owner, client_id=uuid4(), text="как узнать баланс", now=NOW)
        answer_owed(conversation=talk, now=NOW)
        told = Message.objects.get(card="answer")
        for helped in (True, False):
            say_whether_helped(conversation=talk, by=owner, answered=told.client_id, helped=helped, now=NOW)
    use = AnswerUse.objects.get(answer=answer)
    assert (use.told, use.helped, use.missed, use.viewed) == (1, 1, 0, 0)


def test_one_device_counts_once_a_day_for_an_answer(client):
    answer = make_answer("balance-check")
    for _time in range(3):
        client.get("/help/balance-check/")
        client.post("/help/balance-check/", {"helped": "no"})
    use = AnswerUse.objects.get(answer=answer)
    assert (use.viewed, use.missed, use.helped, use.told) == (1, 1, 0, 0)


def test_a_page_that_is_only_fetched_ahead_is_not_read(client):
    make_answer("balance-check")
    client.get("/help/balance-check/", headers={"sec-purpose": "prefetch"})
    client.head("/help/balance-check/")
    assert not AnswerUse.objects.exists()


def test_an_answer_that_is_not_used_any_more_is_not_there(client):
    make_answer("gone", active=False)
    assert client.get("/help/gone/").status_code == 404
    assert client.post("/help/gone/", {"helped": "yes"}).status_code == 404
    assert popular(client) == []


def test_texts_name_the_telephone_and_stand_in_paragraphs(client):
    make_answer("balance-check")
    text = client.get("/help/balance-check/").content.decode()
    assert "<p>Ответ balance-check.</p>" in text
    assert "<p>Звоните 8\xa0800\xa0700\xa006\xa011.</p>" in text


def test_in_english_it_is_the_english_answer(client):
    make_answer("balance-check")
    client.cookies["django_language"] = "en"
    text = client.get("/help/balance-check/").content.decode()
    assert "Answer balance-check." in text
    assert "Ответ" not in text


def action_for(client, name):
    Answer.objects.filter(slug="balance-check").delete()
    make_answer("balance-check", action=name, action_ru="Открыть", action_en="Open")
    action = client.get("/help/balance-check/").context["action"]
    return action and action.url


def test_the_button_leads_to_the_page_about_the_persons_own_line():
    owner, line = make_owner("79031234567")
    mine = signed_in(owner)
    assert action_for(mine, "payments-top-up") == f"/payments/top-up/?line={line.public_id}"
    assert action_for(mine, "line-pause") == f"/services/pause/?line={line.public_id}"
    assert action_for(mine, "line-block") == f"/numbers/{line.public_id}/block/"
    assert action_for(mine, "login") is None
    assert action_for(mine, "no-such-page") is None


def test_a_guest_goes_through_the_door_and_asks_where_guests_ask(client):
    assert action_for(client, "payments-top-up") == "/payments/top-up/"
    assert action_for(client, "chat") == "/ask/"
    assert action_for(client, "login") == "/login/"
    assert action_for(client, "line-block") is None


def test_staff_have_no_line_and_no_button():
    assert action_for(signed_in(make_specialist()), "payments-top-up") is None


def test_without_any_answers_the_questions_that_come_with_the_portal_are_there(client):
    text = client.get("/help/").content.decode()
    assert "Как войти?" in text
    assert "Вопросы по темам" not in text


def test_the_page_asks_the_database_the_same_however_much_is_known(client, django_assert_num_queries):
    make_answer("a")
    client.get("/help/")
    with django_assert_num_queries(3):
        client.get("/help/")
    for number in range(20):
        make_answer(f"b{number}", subject=f"s{number % 5}")
    with django_assert_num_queries(3):
        client.get("/help/")
