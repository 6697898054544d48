"""A guest's page hears of answers by a socket, too, and loses it with the link."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.test import Client
from django.utils import timezone

from cabinet.accounts.models import Session, User
from chat.guests.links import revoke
from chat.guests.moving import move
from chat.models import GuestLink
from chat.services.reply import reply
from tests.chat.guests.conftest import path_of
from tests.chat.sockets import Socket, chat_path

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def link(asked: Callable[..., GuestLink], line: object) -> GuestLink:
    return asked(msisdn="79031234567", now=timezone.now())


@pytest.fixture
def browser(link: GuestLink) -> Client:
    client = Client()
    client.get(path_of(link))
    return client


async def test_an_answer_is_hinted_at(link: GuestLink, browser: Client, specialist: User) -> None:
    async with Socket(chat_path(link.conversation), browser) as socket:
        assert (await socket.frame())["type"] == "subscribed"
        now, fields = timezone.now(), {"client_id": uuid4(), "text": "Есть."}
        said = await sync_to_async(reply)(conversation=link.conversation, specialist=specialist, now=now, **fields)
        assert (await socket.frame())["seq"] >= said.seq


async def test_no_socket_for_who_has_no_link(link: GuestLink) -> None:
    assert not await Socket(chat_path(link.conversation), Client()).connects()
    assert not await Socket(chat_path(link.conversation)).connects()


async def test_no_guest_hears_of_the_desk(browser: Client) -> None:
    assert not await Socket("/ws/desk/", browser).connects()


async def test_a_revoked_link_closes_the_socket(link: GuestLink, browser: Client) -> None:
    async with Socket(chat_path(link.conversation), browser) as socket:
        await socket.frame()
        await sync_to_async(revoke)(link=link, now=timezone.now())
        assert await socket.code() == 4403


async def test_a_conversation_that_moved_closes_the_guests_socket(
    link: GuestLink, browser: Client, owner: User
) -> None:
    async with Socket(chat_path(link.conversation), browser) as socket:
        await socket.frame()
        await sync_to_async(move)(conversation=link.conversation, user=owner, now=timezone.now())
        assert await socket.code() == 4403


async def test_a_session_that_ends_closes_the_guests_socket(link: GuestLink, browser: Client) -> None:
    async with Socket(chat_path(link.conversation), browser) as socket:
        await socket.frame()
        await sync_to_async(Session.objects.all().delete)()
        assert await socket.code() == 4401
