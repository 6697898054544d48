"""Sockets of sessions that a new password ended: of a stolen cookie, of another device."""

import pytest
from asgiref.sync import sync_to_async
from django.test import Client

from cabinet.accounts.models import User
from chat import watch as watching
from chat.models import Conversation
from tests.chat.sockets import Socket, chat_path
from tests.people import signed_in

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/settings/security/password/"


async def test_a_stolen_cookie_loses_its_open_socket_and_gets_no_other(
    monkeypatch: pytest.MonkeyPatch, conversation: Conversation, owner: User
) -> None:
    monkeypatch.setattr(watching, "CHECK_EVERY", 0.1)
    client, stolen = await sync_to_async(signed_in)(owner), Client()
    stolen.cookies["cabinet_session"] = client.cookies["cabinet_session"].value
    async with Socket(chat_path(conversation), stolen) as socket:
        await socket.frame()
        answer = await sync_to_async(client.post)(PAGE, {"password": "ледоход на Оке 1975"})
        assert answer.status_code == 302
        assert await socket.code() == watching.SIGNED_OUT
    assert not await Socket(chat_path(conversation), stolen).connects()
    async with Socket(chat_path(conversation), client) as mine:  # who changed it goes on, under another key
        await mine.frame()


async def test_the_socket_of_another_device_is_closed(
    monkeypatch: pytest.MonkeyPatch, conversation: Conversation, owner: User
) -> None:
    monkeypatch.setattr(watching, "CHECK_EVERY", 0.1)
    here, elsewhere = await sync_to_async(signed_in)(owner), await sync_to_async(signed_in)(owner)
    async with Socket(chat_path(conversation), elsewhere) as socket:
        await socket.frame()
        await sync_to_async(here.post)(PAGE, {"password": "ледоход на Оке 1975"})
        assert await socket.code() == watching.SIGNED_OUT
