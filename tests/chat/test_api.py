"""The API of a conversation: truth for its pages, nothing for anybody else."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from cabinet.accounts.models import Line, Role, User
from chat.models import Conversation, Event, EventKind, Message, Topic
from chat.services.accept import Said
from chat.services.open_conversation import open_conversation
from chat.services.reply import note
from tests.people import NOW, give_access, make_owner, signed_in

Write = Callable[..., Said]
pytestmark = pytest.mark.django_db
ROUTES = ("events", "messages", "notes", "read")


class Api:
    def __init__(self, client: Client, conversation: Conversation) -> None:
        self.client, self.base = client, f"/chat/{conversation.public_id}"

    def events(self, **query: Any) -> Any:
        return self.client.get(f"{self.base}/events", query)

    def post(self, name: str, **data: Any) -> Any:
        return self.client.post(f"{self.base}/{name}", json.dumps(data), content_type="application/json")

    def say(self, text: str, client_id: object = None) -> Any:
        return self.post("messages", text=text, client_id=str(client_id or uuid4()))


@pytest.fixture
def mine(owner: User, conversation: Conversation) -> Api:
    return Api(signed_in(owner), conversation)


@pytest.fixture
def desk(specialist: User, conversation: Conversation) -> Api:
    return Api(signed_in(specialist), conversation)


@pytest.fixture
def secret(conversation: Conversation, specialist: User) -> Said:
    return note(conversation=conversation, specialist=specialist, client_id=uuid4(), text="тайное", now=NOW)


def test_a_message_is_created_once_and_a_retry_gets_the_same_answer(mine: Api) -> None:
    client_id = uuid4()
    first, again = mine.say("Привет", client_id), mine.say("Привет", client_id)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["seq"] == 1
    assert Message.objects.count() == 1


def test_both_sides_see_the_same_events_each_from_their_side(mine: Api, desk: Api) -> None:
    mine.say("Привет")
    desk.say("Здравствуйте")
    desk.events(), mine.events()  # delivered to both
    subscriber, specialist = (
        {**each.json(), "events": each.json()["events"][:3]} for each in (mine.events(), desk.events())
    )
    assert [e["seq"] for e in subscriber["events"]] == [e["seq"] for e in specialist["events"]] == [1, 2, 3]
    assert [e["side"] for e in subscriber["events"]] == ["mine", "state", "theirs"]
    assert [e["side"] for e in specialist["events"]] == ["theirs", "state", "mine"]
    assert [e["who"] for e in subscriber["events"]] == ["Вы", "", "Анна, специалист"]


def test_a_note_is_for_the_desk_only(mine: Api, desk: Api, secret: Said) -> None:
    mine.say("Привет")
    subscriber, specialist = mine.events(), desk.events()
    assert "тайное" not in subscriber.content.decode()
    assert [e["seq"] for e in subscriber.json()["events"]] == [2]  # a gap, and that is normal
    assert [e["kind"] for e in specialist.json()["events"]] == ["note", "message"]


def test_what_only_the_desk_saw_does_not_move_the_subscribers_last_seq(
    mine: Api, desk: Api, conversation: Conversation, specialist: User
) -> None:
    mine.say("Привет")
    note(conversation=conversation, specialist=specialist, client_id=uuid4(), text="тайное", now=NOW)
    assert mine.events().json()["last_seq"] == 1
    assert desk.events().json()["last_seq"] == 2


def test_the_subscriber_cannot_write_notes(mine: Api) -> None:
    assert mine.post("notes", client_id=str(uuid4()), text="тайное").status_code == 404
    assert not Event.objects.exists()


def test_a_note_by_the_api_reaches_nobody_but_the_desk(mine: Api, desk: Api) -> None:
    assert desk.post("notes", client_id=str(uuid4()), text="тайное").status_code == 201
    assert mine.events().json()["events"] == []


def test_events_come_in_pages(mine: Api, ask: Write) -> None:
    for number in range(5):
        ask(str(number))
    page = mine.events(limit=2).json()
    assert ([e["seq"] for e in page["events"]], page["more"], page["last_seq"]) == ([1, 2], True, 5)
    rest = mine.events(after=2, limit=200).json()
    assert ([e["seq"] for e in rest["events"]], rest["more"]) == ([3, 4, 5], False)


@pytest.mark.parametrize(
    "query", [{"limit": 201}, {"limit": 0}, {"after": -1}, {"after": "x"}, {"after": 2**70}, {"limit": "'"}]
)
def test_nonsense_in_the_question_is_a_problem_and_not_a_crash(query: dict[str, Any], mine: Api) -> None:
    response = mine.events(**query)
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "data",
    [
        {"text": "Привет"},
        {"client_id": "x", "text": "Привет"},
        {"client_id": str(uuid4()), "text": 5},
        {"client_id": str(uuid4()), "text": None},
        {"client_id": str(uuid4())},
    ],
)
def test_nonsense_in_a_message_is_a_problem_and_not_a_crash(data: dict[str, Any], mine: Api) -> None:
    assert mine.post("messages", **data).status_code == 400
    assert not Message.objects.exists()


def test_a_pasted_nul_is_no_reason_to_refuse(mine: Api) -> None:
    assert mine.say("при\x00вет").status_code == 201
    assert Message.objects.get().text == "привет"


def test_what_the_service_refuses_is_a_problem_in_words(mine: Api) -> None:
    response = mine.say("   ")
    assert response.status_code == 409
    assert response.json()["code"] == "empty_message"
    assert response.json()["title"] == "Напишите сообщение."


def test_reading_is_told_to_the_other_side(mine: Api, desk: Api, answer: Write) -> None:
    said = answer()
    assert mine.post("read", seq=said.seq).json() == {"read_seq": said.seq}
    page = desk.events(after=said.seq).json()
    assert page["read_seq"] == said.seq
    assert [(e["kind"], e["reads"]) for e in page["events"]] == [(EventKind.READ, said.seq)]


@pytest.mark.parametrize("who", ["nobody", "stranger", "viewer", "unverified", "administrator"])
@pytest.mark.parametrize("route", ROUTES)
def test_for_others_there_is_no_such_conversation(
    route: str, who: str, conversation: Conversation, line: Line, specialist: User
) -> None:
    clients = {
        "nobody": Client,
        "stranger": lambda: signed_in(make_owner("79990000000")[0]),
        "viewer": lambda: signed_in(give_access(line, Role.VIEWER)),
        "unverified": lambda: TOTPDevice.objects.all().delete() and signed_in(specialist),
        "administrator": lambda: signed_in(User.objects.create_user("boss", is_staff=True, is_superuser=True)),
    }
    api = Api(clients[who](), conversation)
    data = {"client_id": str(uuid4()), "text": "Привет", "seq": 1}
    response = api.events() if route == "events" else api.post(route, **data)
    assert response.status_code == (403 if who == "nobody" else 404)
    assert not Message.objects.exists()


def test_a_manager_has_a_conversation_of_their_own_and_no_others(
    conversation: Conversation, line: Line, mine: Api, topic: Topic
) -> None:
    manager = give_access(line)
    theirs = open_conversation(line=line, topic=topic, author=manager, now=NOW)
    assert theirs != conversation
    assert Api(signed_in(manager), theirs).say("От сына").status_code == 201
    assert Api(signed_in(manager), conversation).events().status_code == 404
    assert Api(mine.client, theirs).events().status_code == 404
    assert Api(mine.client, theirs).say("От мамы").status_code == 404


def test_a_closed_line_has_no_chat(mine: Api, line: Line) -> None:
    Line.objects.filter(pk=line.pk).update(status="closed", closed_at=NOW)
    assert mine.events().status_code == 404


def test_a_flood_is_asked_to_wait_and_loses_nothing_that_was_accepted(mine: Api, settings: Any) -> None:
    settings.CHAT_FLOOD = "3/minute"
    client_id = uuid4()
    codes = [mine.say("раз", client_id).status_code] + [mine.say("ещё").status_code for _number in range(3)]
    assert codes == [201, 201, 201, 429]
    refused = mine.say("ещё")
    assert int(refused["Retry-After"]) > 0
    assert Message.objects.count() == 3


def test_a_form_of_another_site_cannot_write(owner: User, conversation: Conversation) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner)
    assert Api(strict, conversation).say("Привет").status_code == 403
    assert not Message.objects.exists()


def test_queries_do_not_grow_with_the_thread(
    mine: Api, ask: Write, answer: Write, django_assert_num_queries: Callable, time_machine: Any
) -> None:
    time_machine.move_to(NOW + timedelta(hours=1), tick=False)  # nothing may be edited any more
    ask()
    with django_assert_num_queries(4):  # session, user, conversation, events
        mine.events()
    for number in range(20):
        ask(str(number))
        answer(str(number))
    mine.events()  # the first to ask gets them; that is written down
    with django_assert_num_queries(4):
        mine.events()
