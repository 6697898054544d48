"""What a thread can do, it can do for guests: files, drafts, and a page of one's own without JavaScript."""

import io
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from cabinet.accounts.models import User
from chat.models import Conversation, Draft, GuestLink, StoredFile
from tests.chat.guests.conftest import path_of
from tests.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(asked: Callable[..., GuestLink]) -> Conversation:
    return asked(now=timezone.now()).conversation


@pytest.fixture
def client(talk: Conversation) -> Client:
    client = Client()
    client.get(path_of(talk.guest_link))
    return client


def picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(out, "PNG")
    return SimpleUploadedFile("снимок.png", out.getvalue(), "image/png")


def test_a_file_of_a_guest_is_for_who_holds_the_link_and_for_the_desk(
    client: Client, talk: Conversation, asked: Callable[..., GuestLink], specialist: User, owner: User
) -> None:
    sent = client.post(f"/chat/{talk.public_id}/files", {"client_id": str(uuid4()), "text": "", "files": [picture()]})
    assert sent.status_code == 201
    address = f"/chat/files/{StoredFile.objects.get().public_id}/"
    another = Client()
    another.get(path_of(asked(now=timezone.now(), msisdn="79261112244")))
    statuses = [each.get(address).status_code for each in (client, signed_in(specialist))]
    assert statuses == [200, 200]
    assert [each.get(address).status_code for each in (another, Client(), signed_in(owner))] == [404, 404, 404]


def test_a_guests_file_comes_from_the_portals_own_page(talk: Conversation) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.get(path_of(talk.guest_link))
    data = {"client_id": str(uuid4()), "text": "", "files": [picture()]}
    assert strict.post(f"/chat/{talk.public_id}/files", data).status_code == 403
    assert not StoredFile.objects.exists()


def test_a_guests_draft_is_continued_on_another_device_with_the_link(client: Client, talk: Conversation) -> None:
    kept = {"client_id": str(uuid4()), "text": "Я начал пи"}
    assert client.post(f"/chat/{talk.public_id}/draft", kept, content_type="application/json").status_code == 200
    assert Draft.objects.get().author is None
    other = Client()
    other.get(path_of(talk.guest_link))
    assert other.get(f"/chat/{talk.public_id}/draft").json()["text"] == "Я начал пи"
    assert "Я начал пи" in other.get(f"/chat/{talk.public_id}/").content.decode()
    assert Client().get(f"/chat/{talk.public_id}/draft").status_code == 403


def test_a_guest_says_something_once_however_often_the_form_is_sent(client: Client, talk: Conversation) -> None:
    said = {"text": "И в Калуге?", "client_id": str(uuid4())}
    for _time in range(2):
        assert client.post(f"/chat/{talk.public_id}/", said).status_code == 302
    assert talk.messages.filter(text="И в Калуге?").count() == 1


def test_the_desk_shows_that_a_guest_proved_nothing(talk: Conversation, specialist: User) -> None:
    page = signed_in(specialist).get(f"/desk/{talk.public_id}/").content.decode()
    assert "Вера" in page
    assert "Гость" in page
    assert "₽" not in page.partition("<main")[2]
