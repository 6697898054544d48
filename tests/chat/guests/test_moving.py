"""Who proves the number that a guest left has the conversation in the cabinet, and nobody else has it any more."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from cabinet.accounts.assurance import Proof
from cabinet.accounts.models import Line, Role, User
from chat.guests.links import revoke
from chat.guests.moving import move
from chat.models import Conversation, Event, GuestLink, Message
from chat.services.open_conversation import open_conversation
from chat.services.reply import reply
from chat.services.reply_notices import sweep
from tests.accounts.test_codes import in_threads
from tests.chat.guests.conftest import path_of
from tests.people import give_access, make_owner, signed_in
from tests.subscriber import code_in

pytestmark = pytest.mark.django_db

OWN = "79031234567"  # the line's


@pytest.fixture
def link(asked: Callable[..., GuestLink], line: Line) -> GuestLink:
    return asked(msisdn=OWN, now=timezone.now())


@pytest.fixture
def talk(link: GuestLink) -> Conversation:
    return link.conversation


def page_of(talk: Conversation) -> str:
    return f"/chat/{talk.public_id}/move/"


def test_a_guest_signs_in_by_a_code_and_takes_the_conversation_along(
    link: GuestLink, talk: Conversation, line: Line, sent_codes: Callable[[], list[str]]
) -> None:
    browser = Client()
    browser.get(path_of(link))
    to_login = browser.get(page_of(talk))
    assert to_login.url == f"/login/?next={page_of(talk)}"
    browser.post("/login/", {"phone": OWN, "how": "code", "next": page_of(talk)})
    led = browser.post("/login/code/", {"code": code_in(sent_codes()[-1])})
    assert led.url == page_of(talk)
    assert "Перенести разговор" in browser.get(page_of(talk)).content.decode()
    moved = browser.post(page_of(talk))
    assert moved.url == f"/chat/{talk.public_id}/?line={line.public_id}#end"
    shown = browser.get(moved.url).content.decode()
    assert "Есть ли сеть в Тарусе?" in shown
    assert "Номер подтверждён. Разговор теперь в вашем кабинете." in shown


def test_what_moved_is_read_by_the_link_no_more_and_the_link_leads_to_sign_in(
    link: GuestLink, talk: Conversation, owner: User, line: Line
) -> None:
    another = Client()
    another.get(path_of(link))
    move(conversation=talk, user=owner, now=timezone.now())
    talk.refresh_from_db()
    assert (talk.line, talk.author, talk.guest.msisdn) == (line, owner, OWN)
    assert another.get(f"/chat/{talk.public_id}/").status_code == 302
    assert another.get(f"/chat/{talk.public_id}/events").status_code == 403
    again = another.get(path_of(link), follow=True)
    assert again.redirect_chain[-1][0] == f"/login/?next=/chat/{talk.public_id}/"
    assert signed_in(owner).get(f"/chat/{talk.public_id}/?line={line.public_id}").status_code == 200


def test_who_signed_in_by_another_number_moves_nothing(link: GuestLink, talk: Conversation) -> None:
    stranger, _line = make_owner("79031234500")
    browser = signed_in(stranger)
    browser.get(path_of(link))
    assert "Вы вошли под другим номером" in browser.get(page_of(talk)).content.decode()
    assert browser.post(page_of(talk)).status_code == 409
    talk.refresh_from_db()
    assert (talk.line, talk.author) == (None, None)


def test_whoever_only_owns_the_number_finds_no_page_without_the_link(talk: Conversation, owner: User) -> None:
    """Somebody named my number: I am not led into what they wrote, and cannot take it."""
    browser = signed_in(owner)
    for answer in (browser.get(page_of(talk)), browser.post(page_of(talk))):
        assert answer.status_code == 404
    talk.refresh_from_db()
    assert talk.author is None


def test_a_link_that_was_revoked_while_signing_in_moves_nothing(
    link: GuestLink, talk: Conversation, owner: User
) -> None:
    browser = signed_in(owner)
    browser.get(path_of(link))
    assert browser.get(page_of(talk)).status_code == 200
    revoke(link=link, now=timezone.now())
    assert browser.post(page_of(talk)).status_code == 404


def test_the_networks_word_alone_is_asked_for_a_code(link: GuestLink, talk: Conversation, owner: User) -> None:
    browser = signed_in(owner, proof=Proof.NETWORK)
    browser.get(path_of(link))
    assert browser.post(page_of(talk)).url.startswith("/confirm/")


def test_who_only_looks_at_the_number_moves_nothing(link: GuestLink, talk: Conversation, line: Line) -> None:
    browser = signed_in(give_access(line, Role.VIEWER))
    browser.get(path_of(link))
    assert browser.post(page_of(talk)).status_code == 409


def test_pressed_twice_it_moves_once(link: GuestLink, talk: Conversation, owner: User) -> None:
    browser = signed_in(owner)
    browser.get(path_of(link))
    first, second = browser.post(page_of(talk)), browser.post(page_of(talk))
    assert first.url == second.url
    assert Event.objects.filter(conversation=talk, data__what="guest_moved").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_persons_of_the_number_one_has_it(link: GuestLink, talk: Conversation, line: Line) -> None:
    people = [line.contract.owner, give_access(line, Role.MANAGER)]

    def take(number: int) -> str:
        try:
            move(conversation=talk, user=people[number % 2], now=timezone.now())
        except Exception as error:
            return type(error).__name__
        return "moved"

    assert sorted(set(in_threads(take, 4))) == ["NotFound", "moved"]
    talk.refresh_from_db()
    assert talk.author in people
    assert Event.objects.filter(conversation=talk, data__what="guest_moved").count() == 1


def test_it_stands_beside_an_open_one_of_the_same_topic(talk: Conversation, owner: User, line: Line) -> None:
    own = open_conversation(line=line, topic=talk.topic, author=owner, now=timezone.now())
    move(conversation=talk, user=owner, now=timezone.now())
    assert open_conversation(line=line, topic=talk.topic, author=owner, now=timezone.now()) == own
    browser = signed_in(owner)
    text = {"text": "Ещё", "client_id": str(uuid4()), "line": str(line.public_id)}
    assert browser.post(f"/chat/{talk.public_id}/?line={line.public_id}", text).status_code == 302
    assert Message.objects.filter(conversation=talk).latest("pk").author == owner


def test_an_answer_after_it_is_told_as_to_any_subscriber(
    talk: Conversation, owner: User, specialist: User, sent_texts: Callable[[], list[str]]
) -> None:
    now = timezone.now()
    move(conversation=talk, user=owner, now=now)
    reply(conversation=talk, specialist=specialist, client_id=uuid4(), text="Есть.", now=now)
    sweep(now + timedelta(minutes=5))
    last = sent_texts()[-1]
    assert f"/chat/{talk.public_id}/" in last
    assert "/ask/" not in last
