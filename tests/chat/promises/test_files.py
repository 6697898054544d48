"""Pictures and documents are judged by what they hold, made anew, and kept for whoever they were meant for (C12)."""

import io
import re
from datetime import timedelta
from uuid import uuid4

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cabinet.core.errors import NotFound
from chat.models import Attachment, EventKind, FileKind, Message, StoredFile
from chat.personal import CONVERSATIONS
from chat.promises.attachments import write
from chat.promises.files import cleaning
from chat.promises.files.accepting import FileRefused, accept, shown_name
from chat.promises.files.keeping import serve, tidy
from chat.viewers import Viewer
from tests.people import NOW, give_access, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        }
    }
    return tmp_path


def picture(form="PNG", size=(600, 400), mode="RGB", **more) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "red").save(out, form, **more)
    return out.getvalue()


def document(pages=1, **more) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        for _page in range(pages):
            pdf.add_blank_page(page_size=(200, 200))
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        pdf.Root.OpenAction = pdf.make_indirect(script)
        pdf.pages[0].obj.AA = pikepdf.Dictionary(O=script)
        pdf.attachments["virus.exe"] = b"MZ this program"
        pdf.save(out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable, **more)
    return out.getvalue()


def upload(content: bytes, name="снимок.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/png")


def content_of(name: str) -> bytes:
    with default_storage.open(name) as file:
        return file.read()


def send(browser, talk, *contents, text="", client_id=None, names=("снимок.png",) * 9):
    files = [upload(content, name) for content, name in zip(contents, names, strict=False)]
    body = {"client_id": str(client_id or uuid4()), "text": text, "files": files}
    return browser.post(f"/chat/{talk.public_id}/files", body)


# What is made of a file


def test_a_picture_is_drawn_anew_without_what_else_it_held():
    exif = Image.Exif()
    exif[0x010E] = "55.75 37.61 moi dom"
    exif[0x0112] = 6  # turned
    given = picture("JPEG", (600, 400), exif=exif, comment=b"secret") + b"<script>alert(1)</script>"
    stored = accept(upload=upload(given), now=NOW)
    made = content_of(stored.file)
    assert not any(part in made for part in (b"moi dom", b"secret", b"script", b"Exif"))
    assert (stored.kind, stored.width, stored.height, stored.size) == (FileKind.PICTURE, 400, 600, len(made))
    assert stored.name == "снимок.jpg"
    assert Image.open(io.BytesIO(content_of(stored.small))).size == (320, 480)


@pytest.mark.parametrize(
    ("form", "mode"), [("PNG", "RGBA"), ("GIF", "P"), ("WEBP", "RGB"), ("PNG", "LA"), ("JPEG", "CMYK")]
)
def test_whatever_picture_comes_a_jpeg_is_kept(form, mode):
    given = (
        Image.new("RGB", (8, 8), "red").convert("L").convert(mode)
        if mode == "LA"
        else Image.new("RGB", (8, 8), "red").convert(mode)
    )
    out = io.BytesIO()
    given.save(out, form)
    stored = accept(upload=upload(out.getvalue()), now=NOW)
    assert Image.open(io.BytesIO(content_of(stored.file))).format == "JPEG"


def test_a_large_photograph_becomes_as_large_as_a_screen():
    stored = accept(upload=upload(picture("JPEG", (6000, 4500))), now=NOW)
    assert (stored.width, stored.height) == (2048, 1536)


def test_a_document_keeps_its_pages_alone():
    stored = accept(upload=upload(document(3), "договор.doc"), now=NOW)
    made = content_of(stored.file)
    assert not any(part in made for part in (b"JavaScript", b"alert", b"MZ this", b"EmbeddedFile", b"OpenAction"))
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert len(pdf.pages) == 3
        assert not pdf.attachments
    assert (stored.kind, stored.pages, stored.name, stored.small) == (FileKind.DOCUMENT, 3, "договор.pdf", "")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "file_unknown"),
        (b"MZ\x90\x00", "file_unknown"),
        (b"", "file_unknown"),
        (picture("BMP"), "file_unknown"),
        (picture("PNG")[:-40] * 1, "file_broken"),
        (b"%PDF-1.7 and nothing", "file_broken"),
        (picture("PNG", (7000, 7000), "1"), "file_too_many_pixels"),
        (b"\xff" * (cleaning.MAX_BYTES + 1), "file_too_large"),
    ],
    ids=["svg", "program", "empty", "bmp", "cut", "no pdf", "bomb", "large"],
)
def test_what_is_no_picture_and_no_document_is_refused_whatever_its_name_says(content, code):
    with pytest.raises(FileRefused) as refused:
        accept(upload=upload(content), now=NOW)
    assert refused.value.code == code
    assert "снимок" in str(refused.value)
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("pages", "more", "code"),
    [(1, {"encryption": pikepdf.Encryption(owner="o", user="u")}, "file_protected"), (101, {}, "file_too_many_pages")],
    ids=["protected", "thick"],
)
def test_a_document_that_cannot_be_read_or_is_endless_is_refused(pages, more, code):
    with pytest.raises(FileRefused) as refused:
        accept(upload=upload(document(pages, **more)), now=NOW)
    assert refused.value.code == code


def test_a_file_that_takes_the_program_down_takes_nothing_else_down(monkeypatch, tmp_path):
    killer = tmp_path / "killer.py"
    killer.write_text("import os; os.abort()")
    monkeypatch.setattr("chat.promises.files.accepting.cleaning.__file__", str(killer))
    with pytest.raises(FileRefused) as refused:
        accept(upload=upload(picture()), now=NOW)
    assert refused.value.code == "file_broken"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\фото\\кот.PNG", "кот"),
        ("\u202egnp.exe", "gnp"),
        ("", "файл"),
        (".png", "png"),
        ("a" * 300 + ".jpg", "a" * 100),
    ],
)
def test_a_name_misleads_nobody(name, shown):
    assert shown_name(name) == shown


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
