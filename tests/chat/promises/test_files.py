"""Files in a conversation: for whoever they were meant for, once, and no longer than they are needed (C12)."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage

from cabinet.core.errors import NotFound
from chat.models import Attachment, EventKind, Message, StoredFile
from chat.personal import CONVERSATIONS
from chat.promises.attachments import write
from chat.promises.files.accepting import accept
from chat.promises.files.keeping import serve, tidy
from chat.viewers import Viewer
from tests.chat.promises.uploads import document, picture, upload
from tests.people import NOW, give_access, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]


def send(browser, talk, *contents, text="", client_id=None, names=("снимок.png",) * 9):
    files = [upload(content, name) for content, name in zip(contents, names, strict=False)]
    body = {"client_id": str(client_id or uuid4()), "text": text, "files": files}
    return browser.post(f"/chat/{talk.public_id}/files", body)


# In a conversation


def test_a_picture_alone_is_a_message_and_both_sides_see_it(owner, specialist, conversation):
    mine, desk = signed_in(owner), signed_in(specialist)
    assert send(mine, conversation, picture()).status_code == 201
    event = desk.get(f"/chat/{conversation.public_id}/events").json()["events"][0]
    stored = StoredFile.objects.get()
    address = f"/chat/files/{stored.public_id}/"
    assert (event["text"], address in event["html"], stored.kept_at is not None) == ("", True, True)
    for browser in (mine, desk):
        for small in ("", "?small"):
            answer = browser.get(address + small)
            assert answer.status_code == 200
            assert answer["Content-Type"] == "image/jpeg"
            assert answer["Content-Disposition"].startswith("attachment")
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
            assert "no-store" in answer["Cache-Control"]


def test_who_may_not_see_the_conversation_finds_no_file(owner, conversation, line, client):
    send(signed_in(owner), conversation, picture())
    address = f"/chat/files/{StoredFile.objects.get().public_id}/"
    assert signed_in(give_access(line)).get(address).status_code == 404
    assert client.get(address).status_code == 404


def test_what_hangs_on_nothing_is_served_to_nobody(owner):
    stored = accept(upload=upload(picture()), now=NOW)
    assert signed_in(owner).get(f"/chat/files/{stored.public_id}/").status_code == 404


def test_a_retry_says_it_once_and_takes_nothing_in_again(owner, conversation):
    mine, key = signed_in(owner), uuid4()
    answers = [send(mine, conversation, picture(), document(), text="Вот", client_id=key) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].json() == answers[1].json()
    assert (Message.objects.count(), StoredFile.objects.count()) == (1, 2)
    assert [each.file.kind for each in Attachment.objects.order_by("place")] == ["picture", "document"]


def test_a_refused_file_says_why_and_nothing_is_said(owner, conversation):
    answer = send(signed_in(owner), conversation, picture(), b"MZ", text="Вот")
    assert answer.status_code == 409
    assert answer.json()["title"].startswith("Файл «снимок» не подошёл")
    assert not Message.objects.exists()
    assert tidy(NOW + timedelta(days=36500)) == 1


def test_six_files_at_once_are_too_many(owner, conversation):
    answer = send(signed_in(owner), conversation, *[b"x"] * 6)
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_files")


def test_many_files_in_a_row_have_to_wait(owner, conversation, settings):
    settings.CHAT_FILES = "1/hour"
    mine = signed_in(owner)
    assert send(mine, conversation, picture()).status_code == 201
    assert send(mine, conversation, picture()).status_code == 429
    assert StoredFile.objects.count() == 1


def test_a_form_without_javascript_sends_files(owner, conversation, line):
    mine = signed_in(owner)
    address = f"/chat/{conversation.public_id}/?line={line.public_id}"
    page = mine.get(address).content.decode()
    assert 'enctype="multipart/form-data"' in page
    key = re.search(r'name="client_id" value="([^"]+)"', page)[1]
    page = mine.post(
        address, {"client_id": key, "text": "", "files": [upload(document())]}, follow=True
    ).content.decode()
    assert "снимок.pdf" in page
    assert "1 страница" in page


def test_a_file_to_the_bot_calls_a_person(owner, conversation):
    conversation.leads = "bot"
    conversation.save()
    send(signed_in(owner), conversation, picture())
    conversation.refresh_from_db()
    assert (conversation.leads, conversation.bot_owes_seq) == ("person", 0)
    assert conversation.waiting_since is not None
    assert conversation.events.filter(kind=EventKind.CALL).count() == 1


def test_a_specialist_sends_one_too(specialist, conversation, owner):
    assert send(signed_in(specialist), conversation, document(), text="Договор").status_code == 201
    conversation.refresh_from_db()
    assert conversation.last_reply_seq == conversation.public_seq
    assert "снимок.pdf" in signed_in(owner).get(f"/chat/{conversation.public_id}/", follow=True).content.decode()


# How long it lives


def test_what_was_never_sent_goes_after_an_hour_and_what_was_stays(
    owner, conversation, django_capture_on_commit_callbacks
):
    write(
        conversation=conversation,
        viewer=Viewer(owner, at_desk=False),
        client_id=uuid4(),
        text="",
        uploads=[upload(picture())],
        now=NOW,
    )
    kept = StoredFile.objects.get()
    orphan = accept(upload=upload(picture()), now=NOW)
    assert tidy(NOW + timedelta(hours=1)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert tidy(NOW + timedelta(hours=1, seconds=1)) == 1
    assert list(StoredFile.objects.all()) == [kept]
    assert not default_storage.exists(orphan.file)
    assert not default_storage.exists(orphan.small)
    assert default_storage.exists(kept.file)


def test_an_erased_person_leaves_no_file(owner, conversation, django_capture_on_commit_callbacks):
    send(signed_in(owner), conversation, picture(), text="Вот")
    stored = StoredFile.objects.get()
    row = next(iter(CONVERSATIONS.export(owner, NOW)))
    assert row["files"] == "снимок.jpg"
    with django_capture_on_commit_callbacks(execute=True):
        CONVERSATIONS.erase(owner, NOW)
    assert not StoredFile.objects.exists()
    assert not default_storage.exists(stored.file)
    message = Message.objects.get()
    assert (message.text, message.card) == ("—", "")


def test_a_file_that_the_storage_lost_is_not_found():
    stored = accept(upload=upload(picture()), now=NOW)
    default_storage.delete(stored.file)
    with pytest.raises(NotFound):
        serve(stored)
