"""Sockets hint at what happened, and close for whoever may not look any more."""

from collections.abc import Callable

import pytest
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from cabinet.accounts.models import Access, Line, Role, Session, User
from chat import watch as watching
from chat.models import Conversation
from chat.services.accept import Said
from chat.services.reply import note
from tests.chat.sockets import Socket, chat_path
from tests.people import give_access, make_owner, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
Write = Callable[..., Said]


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    return signed_in


@pytest.fixture
def no_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the channel layer tells."""
    monkeypatch.setattr(watching, "CHECK_EVERY", 3600.0)


@pytest.fixture
def no_layer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A broker that refuses: only the checks tell."""

    class Away:
        def __getattr__(self, name: str) -> object:
            async def refuse(*_args: object) -> None:
                raise ConnectionRefusedError

            return refuse

    monkeypatch.setattr(watching, "get_channel_layer", Away)
    monkeypatch.setattr(watching, "CHECK_EVERY", 0.2)


@pytest.fixture
def quick_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "CHECK_EVERY", 0.2)


async def test_a_socket_is_acknowledged_with_the_last_seq_and_then_hinted(
    no_checks: None, conversation: Conversation, owner: User, ask: Write, answer: Write
) -> None:
    await sync_to_async(ask)()
    client = await sync_to_async(signed_in)(owner)
    async with Socket(chat_path(conversation), client) as socket:
        assert await socket.frame() == {"type": "subscribed", "seq": 1}
        said = await sync_to_async(answer)()
        assert await socket.frame() == {
            "type": "hint",
            "conversation": str(conversation.public_id),
            "seq": said.seq,
        }


async def test_without_a_broker_the_check_hints(
    no_layer: None, conversation: Conversation, owner: User, answer: Write
) -> None:
    client = await sync_to_async(signed_in)(owner)
    async with Socket(chat_path(conversation), client) as socket:
        assert (await socket.frame())["type"] == "subscribed"
        said = await sync_to_async(answer)()
        assert (await socket.frame())["seq"] == said.seq


async def test_a_note_reaches_the_desk_and_never_the_subscriber(
    conversation: Conversation, owner: User, specialist: User, ask: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "CHECK_EVERY", 0.3)
    await sync_to_async(ask)()
    mine, theirs = await sync_to_async(signed_in)(owner), await sync_to_async(signed_in)(specialist)
    async with Socket(chat_path(conversation), mine) as socket, Socket(chat_path(conversation), theirs) as desk:
        await socket.frame()
        await desk.frame()
        fields = {"conversation": conversation, "specialist": specialist, "now": timezone.now()}
        said = await sync_to_async(note)(client_id="5b1ee0e5-8a2e-4f57-9a6e-6a1f7b1d6a10", text="Осторожно", **fields)
        assert (await desk.frame())["seq"] == said.seq == 2
        assert await socket.is_silent(1)


async def test_the_desk_is_hinted_at_every_conversation(
    no_checks: None, conversation: Conversation, specialist: User, ask: Write
) -> None:
    client = await sync_to_async(signed_in)(specialist)
    async with Socket("/ws/desk/", client) as desk:
        assert await desk.frame() == {"type": "subscribed", "seq": 0}
        await sync_to_async(ask)()
        assert (await desk.frame())["conversation"] == str(conversation.public_id)


@pytest.mark.parametrize("who", ["nobody", "stranger", "viewer", "specialist without second factor"])
async def test_a_socket_is_refused_to_whoever_may_not_see(
    who: str, conversation: Conversation, line: Line, specialist: User
) -> None:
    def make() -> Client:
        match who:
            case "stranger":
                return signed_in(make_owner("79990000000")[0])
            case "viewer":
                return signed_in(give_access(line, Role.VIEWER))
            case "specialist without second factor":
                TOTPDevice.objects.all().delete()
                return signed_in(specialist)
        return Client()

    client = await sync_to_async(make)()
    for path in (chat_path(conversation), "/ws/desk/"):
        assert not await Socket(path, client).connects()


async def test_a_page_of_another_site_gets_no_socket(conversation: Conversation, owner: User) -> None:
    client = await sync_to_async(signed_in)(owner)
    assert not await Socket(chat_path(conversation), client, origin="https://evil.example").connects()


async def test_an_ended_session_closes_the_socket(quick_checks: None, conversation: Conversation, owner: User) -> None:
    client = await sync_to_async(signed_in)(owner)
    async with Socket(chat_path(conversation), client) as socket:
        await socket.frame()
        await sync_to_async(Session.objects.all().delete)()
        assert await socket.code() == watching.SIGNED_OUT


async def test_a_taken_access_closes_the_socket(quick_checks: None, conversation: Conversation, line: Line) -> None:
    manager = await sync_to_async(give_access)(line)
    await sync_to_async(Conversation.objects.update)(author=manager)
    client = await sync_to_async(signed_in)(manager)
    async with Socket(chat_path(conversation), client) as socket:
        await socket.frame()
        await sync_to_async(Access.objects.all().delete)()
        assert await socket.code() == watching.NOT_ALLOWED


async def test_a_closed_line_closes_the_socket(
    quick_checks: None, conversation: Conversation, line: Line, owner: User
) -> None:
    client = await sync_to_async(signed_in)(owner)
    async with Socket(chat_path(conversation), client) as socket:
        await socket.frame()
        closed = {"status": "closed", "closed_at": timezone.now()}
        await sync_to_async(lambda: Line.objects.filter(pk=line.pk).update(**closed))()
        assert await socket.code() == watching.NOT_ALLOWED


async def test_a_specialist_who_leaves_the_group_leaves_the_desk(quick_checks: None, specialist: User) -> None:
    client = await sync_to_async(signed_in)(specialist)
    async with Socket("/ws/desk/", client) as desk:
        await desk.frame()
        await sync_to_async(specialist.groups.clear)()
        assert await desk.code() == watching.NOT_ALLOWED


@pytest.mark.parametrize("frame", ["", "{", "[]", '{"type":"shout"}', '{"type":"visible"' + " " * 300 + "}", b"\x00"])
async def test_what_is_not_understood_closes_the_socket(
    frame: str | bytes, conversation: Conversation, owner: User
) -> None:
    client = await sync_to_async(signed_in)(owner)
    async with Socket(chat_path(conversation), client) as socket:
        await socket.frame()
        await socket.say(frame)
        assert await socket.code() == 4400


async def test_a_visible_page_keeps_the_conversation_open_and_a_hidden_one_does_not(
    quick_checks: None, conversation: Conversation, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await sync_to_async(signed_in)(owner)
    async with Socket(chat_path(conversation), client) as socket:
        await socket.frame()
        await socket.say({"type": "hidden"})
        await watching.watch().check_now()
        await conversation.arefresh_from_db()
        assert conversation.open_until is None
        await socket.say({"type": "visible"})
        await socket.is_silent(0.5)
        await conversation.arefresh_from_db()
        assert conversation.open_until is not None
        assert conversation.open_until > timezone.now()


async def test_one_query_checks_all_sockets(
    no_checks: None, conversation: Conversation, owner: User, specialist: User, django_assert_num_queries: Callable
) -> None:
    mine, theirs = await sync_to_async(signed_in)(owner), await sync_to_async(signed_in)(specialist)
    one, other = Socket(chat_path(conversation), mine), Socket(chat_path(conversation), theirs)
    async with one, other, Socket("/ws/desk/", theirs):
        seen = watching.watch().sockets()
        assert len(seen) == 3

        def count() -> None:
            with django_assert_num_queries(1):
                verdicts = watching.check(seen, timezone.now())
            assert all(verdict.signed_in and verdict.allowed for verdict in verdicts)

        await sync_to_async(count)()


async def test_the_layer_is_left_when_the_last_socket_goes(conversation: Conversation, owner: User) -> None:
    client = await sync_to_async(signed_in)(owner)
    async with Socket(chat_path(conversation), client) as socket:
        await socket.frame()
        assert watching.watch().sockets()
    assert not watching.watch().sockets()
    assert not get_channel_layer().groups
