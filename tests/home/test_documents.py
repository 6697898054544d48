"""Documents: a list with type and size; each is given to be saved, and is what it says it is."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile

from cabinet.home.documents.contents import LARGEST, NotADocument, check
from cabinet.home.models import Document, DocumentKind
from tests.people import NOW

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 something"


def make_document(slug="rules", name="rules.pdf", content=PDF, **fields):
    made = Document(
        slug=slug, kind=DocumentKind.LICENCE, title_ru="Правила", title_en="Rules", size=len(content), changed_at=NOW,
        **fields,
    )  # fmt: skip
    made.file.save(name, ContentFile(content))
    return made


def test_the_list_tells_type_and_size(client):
    make_document(content=PDF + b" " * 2048)
    text = client.get("/help/documents/").content.decode().replace("\xa0", " ")
    assert "Правила" in text
    assert "PDF, 2,0 КБ" in text
    assert "Данные сети" not in text  # nothing of that kind


def test_a_file_is_saved_and_never_shown_within_the_portal(client):
    make_document()
    answer = client.get("/help/documents/rules/")
    assert b"".join(answer.streaming_content) == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="rules.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_what_is_hidden_lost_or_of_no_known_type_is_not_there(client):
    make_document(active=False)
    make_document("page", "page.html", b"<script>")
    lost = make_document("lost")
    lost.file.storage.delete(lost.file.name)
    for slug in ("rules", "page", "lost", "no-such"):
        assert client.get(f"/help/documents/{slug}/").status_code == 404


@pytest.mark.parametrize(
    ("suffix", "content"), [("pdf", PDF), ("xlsx", b"PK\x03\x04..."), ("csv", "Код;Город".encode()), ("txt", b"a")]
)
def test_a_file_that_is_what_it_says_is_taken(suffix, content):
    check(suffix, BytesIO(content), len(content))


@pytest.mark.parametrize(
    ("suffix", "content"),
    [("pdf", b"<html>"), ("xlsx", PDF), ("csv", b"\xff\xfe"), ("txt", b"a\x00b"), ("html", b"<p>"), ("", b"a"),
     ("pdf", b"")],
)  # fmt: skip
def test_anything_else_is_refused(suffix, content):
    with pytest.raises(NotADocument):
        check(suffix, BytesIO(content), len(content))


def test_a_file_that_is_too_large_is_refused_unread():
    with pytest.raises(NotADocument):
        check("pdf", BytesIO(PDF), LARGEST + 1)
