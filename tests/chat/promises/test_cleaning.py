"""Pictures and documents are judged by what they hold, and made anew (C12)."""

import io

import pikepdf
import pytest
from PIL import Image

from chat.models import FileKind, StoredFile
from chat.promises.files import cleaning
from chat.promises.files.accepting import FileRefused, accept, shown_name
from tests.chat.promises.uploads import content_of, document, picture, upload
from tests.people import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]


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
