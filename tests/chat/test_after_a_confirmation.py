"""Sockets of a session that became strong, and so goes on under another key."""

import pytest
from asgiref.sync import sync_to_async
from django.test import Client

from cabinet.accounts.assurance import Proof
from cabinet.accounts.models import User
from chat import watch as watching
from chat.models import Conversation
from tests.accounts.test_codes import code_in_sms
from tests.chat.sockets import Socket, chat_path
from tests.people import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def confirm(client: Client) -> None:
    client.post("/confirm/", {})
    assert client.post("/confirm/", {"code": code_in_sms()}).status_code == 302


async def test_the_sockets_of_the_old_key_close_and_come_back_by_the_new_one(
    monkeypatch: pytest.MonkeyPatch, conversation: Conversation, owner: User
) -> None:
    monkeypatch.setattr(watching, "CHECK_EVERY", 0.1)
    client, stolen = await sync_to_async(signed_in)(owner, proof=Proof.NETWORK), Client()
    stolen.cookies["cabinet_session"] = client.cookies["cabinet_session"].value
    async with Socket(chat_path(conversation), client) as socket, Socket(chat_path(conversation), stolen) as theirs:
        await socket.frame()
        await theirs.frame()
        await sync_to_async(confirm)(client)
        assert await socket.code() == watching.SIGNED_OUT
        assert await theirs.code() == watching.SIGNED_OUT
    assert not await Socket(chat_path(conversation), stolen).connects()
    async with Socket(chat_path(conversation), client) as mine:
        await mine.frame()
