"""Two things in the same moment: nothing that was written is lost, and nothing happens twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from chat import watch as watching
from chat.models import Conversation, Draft, DraftSide, Event, EventKind, Message, Rating
from chat.promises.attachments import write
from chat.promises.closing import propose_closing, sweep
from chat.promises.drafts import Writer, keep_draft
from chat.promises.rating import rate
from chat.promises.typing import note_typing
from chat.services.say import say
from chat.viewers import Viewer
from tests.chat.promises.closed import close
from tests.chat.promises.uploads import picture
from tests.chat.sockets import Socket, chat_path
from tests.people import NOW, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
DUE = NOW + timedelta(seconds=600)


def at_once(*jobs: Callable[[], object]) -> list[object]:
    def done(job: Callable[[], object]) -> object:
        try:
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as threads:
        return list(threads.map(done, jobs))


def count(kind: EventKind) -> int:
    return Event.objects.filter(kind=kind).count()


def test_a_message_at_the_moment_of_closing_keeps_it_open(ask, answer, conversation, owner, specialist):
    ask()
    propose_closing(conversation=conversation, specialist=specialist, seen_seq=answer().seq, now=NOW)
    key = uuid4()
    fields = {"conversation": conversation, "author": owner, "client_id": key, "text": "Постойте", "now": DUE}
    at_once(*[lambda: sweep(DUE)] * 4, *[lambda: say(**fields)] * 4)
    conversation.refresh_from_db()
    assert conversation.is_open
    assert Message.objects.filter(client_id=key).count() == 1
    assert count(EventKind.CLOSE) == count(EventKind.REOPEN) <= 1


def test_several_dispatchers_close_once(ask, answer, conversation, specialist):
    ask()
    propose_closing(conversation=conversation, specialist=specialist, seen_seq=answer().seq, now=NOW)
    assert sum(at_once(*[lambda: sweep(DUE)] * 6)) == 1  # type: ignore[arg-type]
    assert count(EventKind.CLOSE) == 1


def test_a_late_save_of_a_draft_never_outlives_its_message(conversation, owner):
    writer = Writer(DraftSide.SUBSCRIBER, owner)
    key = uuid4()
    fields = {"conversation": conversation, "client_id": key, "text": "Почему?", "now": NOW}
    at_once(*[lambda: keep_draft(writer=writer, **fields)] * 4, lambda: say(author=owner, **fields))
    assert Message.objects.count() == 1
    assert not Draft.objects.exists()


def test_taps_at_once_are_one_rating(ask, answer, conversation, owner, specialist):
    ask()
    close(conversation=conversation, specialist=specialist, seen_seq=answer().seq, now=NOW)
    taps = [lambda: rate(conversation=conversation, by=owner, stars=4, words="", now=NOW)] * 6
    at_once(*taps)
    assert Rating.objects.count() == 1
    assert count(EventKind.TOLD) == 1


def test_an_upload_that_is_sent_twice_at_once_is_one_message(conversation, owner, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    key = uuid4()

    def send() -> object:
        files = [SimpleUploadedFile("a.png", picture(size=(8, 8)))]
        viewer = Viewer(owner, at_desk=False)
        return write(conversation=conversation, viewer=viewer, client_id=key, text="", uploads=files, now=NOW)

    said = at_once(send, send)
    assert sorted(each.created for each in said) == [False, True]  # type: ignore[attr-defined]
    assert Message.objects.get().attachments.count() == 1


@pytest.mark.parametrize(("side", "hears"), [("subscriber", "specialist"), ("specialist", "owner")])
async def test_who_types_is_hinted_at_to_the_other_side(
    monkeypatch, request, conversation: Conversation, owner, specialist, side, hears
):
    monkeypatch.setattr(watching, "CHECK_EVERY", 3600.0)
    client = await sync_to_async(signed_in)(owner if hears == "owner" else specialist)
    async with Socket(chat_path(conversation), client) as socket:
        assert (await socket.frame())["type"] == "subscribed"
        await sync_to_async(note_typing)(conversation=conversation, side=side, now=NOW)
        assert await socket.frame() == {"type": "typing", "conversation": str(conversation.public_id)}
