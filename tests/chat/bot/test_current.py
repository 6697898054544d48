"""What a process knows: made once, and anew only when the knowledge changed."""

from threading import Event, Thread

import pytest

from chat.bot import current
from chat.bot.current import Current
from chat.knowledge.loading import load
from chat.models import Answer, KnowledgeVersion, Phrasing
from tests.people import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(monkeypatch):
    """How often an index was made."""
    made = []
    monkeypatch.setattr(current, "_index", lambda stored: made.append(stored) or len(made))
    return made


def test_it_is_made_once_and_looked_after_in_one_query(made, django_assert_num_queries):
    load(now=NOW)
    mine = Current()
    assert mine.known().index == 1
    with django_assert_num_queries(1):
        assert mine.known().index == 1


def test_within_the_second_the_database_is_not_asked(made, settings, django_assert_num_queries):
    settings.BOT_CHECK_SECONDS = 3600.0
    load(now=NOW)
    mine = Current()
    mine.known()
    with django_assert_num_queries(0):
        mine.known()


@pytest.mark.parametrize(
    "change",
    [
        lambda: Phrasing.objects.create(answer=Answer.objects.first(), language="ru", text="новое"),
        lambda: Phrasing.objects.filter(pk=Phrasing.objects.first().pk).update(text="другое"),
        lambda: Phrasing.objects.bulk_create([Phrasing(answer=Answer.objects.first(), language="ru", text="ещё")]),
        lambda: Answer.objects.filter(slug="esim").update(active=False),
        lambda: Answer.objects.get(slug="esim").delete(),
    ],
)
def test_whoever_changes_the_knowledge_and_however_it_is_noticed(made, change):
    load(now=NOW)
    mine = Current()
    mine.known()
    before = KnowledgeVersion.objects.get()
    change()
    assert KnowledgeVersion.objects.get().version != before.version
    assert mine.known().index == 2


def test_while_one_thread_makes_a_new_one_others_go_on_with_the_old(monkeypatch):
    begun, go_on = Event(), Event()
    mine = Current()
    old = mine.known()

    def slow():
        begun.set()
        go_on.wait(10)
        return old

    monkeypatch.setattr(mine, "_looked_after", slow)
    maker = Thread(target=mine.known)
    maker.start()
    assert begun.wait(10)
    assert mine.known() is old
    go_on.set()
    maker.join(10)
    assert not maker.is_alive()
