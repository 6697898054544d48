"""Many files at once: whoever would wait long is told to try again, and nobody's request hangs."""

import io
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from chat.models import StoredFile
from chat.promises.files import accepting
from tests.people import NOW

pytestmark = pytest.mark.django_db


def test_a_file_that_finds_no_place_is_refused_and_the_next_is_not(monkeypatch, settings, tmp_path):
    where = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = settings.STORAGES | {"default": where}
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(out, "PNG")
    places = threading.BoundedSemaphore(1)
    monkeypatch.setattr(accepting, "AT_ONCE", places)
    monkeypatch.setattr(accepting, "WAITS", 0)
    with places, pytest.raises(accepting.FileRefused) as refused:
        accepting.accept(upload=SimpleUploadedFile("снимок.png", out.getvalue()), now=NOW)
    assert refused.value.code == "file_busy"
    assert not StoredFile.objects.exists()
    for _time in range(2):  # the place is given back
        accepting.accept(upload=SimpleUploadedFile("снимок.png", out.getvalue()), now=NOW)
    assert StoredFile.objects.count() == 2
