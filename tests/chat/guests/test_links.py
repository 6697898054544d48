"""Who reads a guest's conversation: browsers that opened its link, while it lives."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from cabinet.accounts.models import Session, User
from chat.guests.links import address_of_link, opens, revoke
from chat.models import Conversation, GuestLink, GuestSession, Message
from tests.chat.guests.conftest import path_of
from tests.people import NOW, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked_now(asked: Callable[..., GuestLink]) -> GuestLink:
    return asked(now=timezone.now())


def thread_of(conversation: Conversation) -> str:
    return f"/chat/{conversation.public_id}/"


def opened(link: GuestLink) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.get(path_of(link))
    return client


def token_of_form(client: Client, page: str) -> str:
    client.get(page)
    return client.cookies["csrftoken"].value


def test_the_link_leads_to_the_thread_under_an_address_without_the_token(asked_now: GuestLink) -> None:
    answer = Client().get(path_of(asked_now))
    assert answer.status_code == 302
    assert answer.url == thread_of(asked_now.conversation) + "#end"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer.headers["Cache-Control"]


def test_who_opened_it_reads_and_writes(asked_now: GuestLink) -> None:
    page = thread_of(asked_now.conversation)
    client = opened(asked_now)
    shown = client.get(page)
    assert "Есть ли сеть в Тарусе?" in shown.content.decode()
    assert shown.headers["X-Robots-Tag"] == "noindex"
    answer = client.post(
        page, {"text": "И в Калуге?", "csrfmiddlewaretoken": token_of_form(client, page), "client_id": str(uuid4())}
    )
    assert answer.status_code == 302
    message = Message.objects.latest("pk")
    assert (message.text, message.author, message.author_kind) == ("И в Калуге?", None, "subscriber")


def test_the_token_is_kept_neither_readable_nor_guessable(asked_now: GuestLink) -> None:
    token = path_of(asked_now).split("/")[2]
    assert len(token) >= 22  # 128 bits in base 64
    kept = bytes(GuestLink.objects.get().token).decode(), asked_now.token_hash
    assert token not in "".join(kept)


def test_a_stranger_is_led_to_sign_in_whether_the_conversation_is_there_or_not(asked_now: GuestLink) -> None:
    for page in (thread_of(asked_now.conversation), thread_of(Conversation(public_id=uuid4()))):
        answer = Client().get(page)
        assert (answer.status_code, answer.url) == (302, f"/login/?next={page}")


def test_a_made_up_token_is_no_page(db: None) -> None:
    for token in ("made-up", "x" * 1000, "%00"):
        assert Client().get(f"/ask/{token}/").status_code == 404
    assert not GuestSession.objects.exists()


def test_another_guests_link_opens_nothing_of_mine(asked: Callable[..., GuestLink]) -> None:
    mine, another = asked(now=timezone.now()), asked(now=timezone.now(), msisdn="79261112244")
    client = opened(another)
    assert client.get(thread_of(another.conversation)).status_code == 200
    assert client.get(thread_of(mine.conversation)).status_code == 302
    assert client.get(f"{thread_of(mine.conversation)}bar/").status_code == 404
    assert client.get(f"{thread_of(mine.conversation)}events").status_code == 403
    csrf = token_of_form(client, thread_of(another.conversation))
    answer = client.post(f"{thread_of(mine.conversation)}call/", {"csrfmiddlewaretoken": csrf})
    assert answer.status_code == 404


def test_a_link_that_was_revoked_closes_for_whoever_opened_it(asked_now: GuestLink) -> None:
    client = opened(asked_now)
    revoke(link=asked_now, now=timezone.now())
    assert client.get(thread_of(asked_now.conversation)).status_code == 302
    assert client.get(f"{thread_of(asked_now.conversation)}events").status_code == 403
    again = client.get(path_of(asked_now), follow=True)
    assert again.redirect_chain == [("/ask/", 302)]
    assert "больше не действует" in again.content.decode()


def test_a_link_ends_with_thirty_days_of_silence(link: GuestLink) -> None:
    assert opens(link, NOW + timedelta(days=30) - timedelta(seconds=1))
    assert not opens(link, NOW + timedelta(days=30))


def test_who_signed_out_of_the_browser_leaves_no_guest_in_it(asked_now: GuestLink) -> None:
    client = opened(asked_now)
    Session.objects.all().delete()
    assert client.get(thread_of(asked_now.conversation)).status_code == 302


def test_a_session_planted_before_the_link_was_opened_is_worth_nothing(asked: Callable[..., GuestLink]) -> None:
    """Somebody gave the browser a session of theirs; the link is opened under another key."""
    theirs = opened(asked(now=timezone.now(), msisdn="79261112244"))
    planted = theirs.cookies["cabinet_session"].value
    mine = asked(now=timezone.now())
    theirs.get(path_of(mine))
    thief = Client()
    thief.cookies["cabinet_session"] = planted
    assert thief.get(thread_of(mine.conversation)).status_code == 302
    assert theirs.get(thread_of(mine.conversation)).status_code == 200


def test_the_second_link_in_a_browser_takes_the_first_away_from_nobody(asked: Callable[..., GuestLink]) -> None:
    first, second = asked(now=timezone.now()), asked(now=timezone.now(), msisdn="79261112244")
    client = opened(first)
    client.get(path_of(second))
    for link in (first, second):
        assert client.get(thread_of(link.conversation)).status_code == 200


def test_who_is_signed_in_opens_a_link_and_stays_signed_in(asked_now: GuestLink, owner: User) -> None:
    client = signed_in(owner)
    before = client.cookies["cabinet_session"].value
    assert client.get(path_of(asked_now)).status_code == 302
    assert client.cookies["cabinet_session"].value == before
    assert client.get(thread_of(asked_now.conversation)).status_code == 200
    assert client.get("/chat/").status_code == 200


def test_staff_go_to_the_desk_and_get_no_guests_session(asked_now: GuestLink, specialist: User) -> None:
    client = signed_in(specialist)
    answer = client.get(path_of(asked_now), follow=True)
    assert answer.redirect_chain[-1][0] == f"/desk/{asked_now.conversation.public_id}/"
    assert not GuestSession.objects.exists()


def test_the_guests_page_shows_the_link_to_come_back_by(asked_now: GuestLink) -> None:
    shown = opened(asked_now).get(thread_of(asked_now.conversation)).content.decode()
    assert address_of_link(asked_now) in shown
