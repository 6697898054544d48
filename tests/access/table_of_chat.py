"""Who gets what answer from the chat and the desk, and to whom their sockets open."""

from __future__ import annotations

from uuid import uuid4

from django.utils import timezone

from chat.models import AuthorKind, Conversation
from tests.access.rows import ALL_404, BUTTON, BUTTON_IN, LINE, OF_STAFF, READ_ONLY, READ_ONLY_IN, Row


def of_bot(conversation: Conversation, card: str) -> str:
    """The id of a new message of the bot with such a card."""
    fields = {"text": "Ответ", "card": card, "data": {"helped": None, "chosen": []}, "at": timezone.now()}
    message = conversation.messages.create(client_id=uuid4(), author_kind=AuthorKind.BOT, **fields)
    return str(message.client_id)


SAID = {
    "public_id": lambda _world, said: str(said.conversation.public_id),
    "client_id": lambda _world, said: str(said.client_id),
}

CHAT_ROWS = (
    # Chat
    #                     owner man. view. rev. str. guest spec. super clerk
    Row("ask", get="      302   302  302   302  302  200   302   302   302  ",
        post="            302   302  302   302  302  422   302   302   302  "),  # no captcha came with it
    Row("ask-thread", get=ALL_404, post=READ_ONLY, kwargs={"token": "made-up"}),
    Row("chat", about="line",
        get="             200   200  200   404  404  login 404   404   404  ",
        post="            302   302  404   404  404  login 404   404   404  ",
        data={"topic": "services"}),
    Row("chat-conversation", about="conversation",
        get="             200   404  404   404  404  login 302   404   404  ",
        post="            302   404  404   404  404  login 302   404   404  ",
        data={"text": "Почему?"}),
    Row("chat-conversation", about="managers_conversation",
        get="             404   200  404   404  404  login 302   404   404  ",
        post="            404   302  404   404  404  login 302   404   404  ",
        data={"text": "Почему?"}),
    Row("chat-bar", about="conversation",
        get="             200   404  404   404  404  404   200   404   404  ", post=READ_ONLY),
    Row("chat-call", about="conversation", get=BUTTON,
        post="            302   404  404   404  404  404   302   404   404  "),
    Row("chat-stays", about="conversation", get=BUTTON,
        post="            302   404  404   404  404  404   302   404   404  "),
    Row("chat-solved", about="conversation", get=BUTTON,
        post="            302   404  404   404  404  404   404   404   404  "),
    Row("chat-edit", about="said", kwargs=SAID,
        get="             200   404  404   404  404  404   404   404   404  ",
        post="            302   404  404   404  404  404   404   404   404  ", data={"text": "Иначе"}),
    Row("chat-rate", about="closed_talk", get=BUTTON,
        post="            302   404  404   404  404  404   404   404   404  ", data={"stars": "5"}),
    Row("chat-files", about="conversation",
        get="             405   405  405   405  405  403   405   405   405  ",
        post="            201   404  404   404  404  403   201   404   404  ",
        data={"client_id": lambda _world, _thing: str(uuid4()), "text": "Почему?"}),
    Row("chat-file", about="attachment",
        get="             200   404  404   404  404  404   200   404   404  ", post=READ_ONLY),
    Row("chat-typing", about="conversation",
        get="             405   405  405   405  405  403   405   405   405  ",
        post="            200   404  404   404  404  403   200   404   404  ", as_json=True),
    Row("chat-draft", about="conversation",
        get="             200   404  404   404  404  403   200   404   404  ",
        post="            200   404  404   404  404  403   200   404   404  ",
        data={"text": "Начато"}, as_json=True),
    Row("chat-choose", about="conversation", get=BUTTON,
        post="            302   404  404   404  404  404   404   404   404  ",
        data={"message": lambda _world, thing: of_bot(thing, "choice"), "answer": "none"}),
    Row("chat-helped", about="conversation", get=BUTTON,
        post="            302   404  404   404  404  404   404   404   404  ",
        data={"message": lambda _world, thing: of_bot(thing, "answer"), "helped": "yes"}),
    Row("call-back", about="line",
        get="             200   200  200   404  404  login 404   404   404  ",
        post="            302   302  404   404  404  login 404   404   404  ",
        data={"phone": "9031234567", "begins": "soonest"}),
    Row("chat-move", about="conversation", proof="strong",  # of the owner's cabinet already: its author is led on
        get="             302   404  404   404  404  login 404   404   404  ",
        post="            302   404  404   404  404  login 404   404   404  "),
    Row("chat-seen", about="conversation",
        get="             200   404  404   404  404  404   200   404   404  ", post=READ_ONLY),
    Row("chat-events", about="conversation",
        get="             200   404  404   404  404  403   200   404   404  ",
        post="            405   405  405   405  405  403   405   405   405  ", as_json=True),
    Row("chat-events", about="managers_conversation",
        get="             404   200  404   404  404  403   200   404   404  ",
        post="            405   405  405   405  405  403   405   405   405  ", as_json=True),
    Row("chat-messages", about="conversation",
        get="             405   405  405   405  405  403   405   405   405  ",
        post="            201   404  404   404  404  403   201   404   404  ",
        data={"client_id": lambda _world, _thing: str(uuid4()), "text": "Почему?"}, as_json=True),
    Row("chat-notes", about="conversation",
        get="             405   405  405   405  405  403   405   405   405  ",
        post="            404   404  404   404  404  403   201   404   404  ",
        data={"client_id": lambda _world, _thing: str(uuid4()), "text": "Осторожно"}, as_json=True),
    Row("chat-read", about="conversation",
        get="             405   405  405   405  405  403   405   405   405  ",
        post="            200   404  404   404  404  403   200   404   404  ",
        data={"seq": "1"}, as_json=True),

    # Appeals: of who wrote one alone
    #                     owner man. view. rev. str. guest spec. super clerk
    Row("appeal", about="line",
        get="             200   200  200   404  404  login 404   404   404  ",
        post="            302   302  404   404  404  login 404   404   404  ",
        data={"subject": "money", "text": "Верните деньги.", "client_id": lambda _world, _thing: str(uuid4())}),
    Row("request", about="appeal",
        get="             200   404  404   404  404  login 404   404   404  ", post=READ_ONLY_IN),
    Row("appeal-helped", about="appeal", get=BUTTON_IN,
        post="            302   404  404   404  404  login 404   404   404  ", data={"helped": "no"}),
    Row("appeal-file", about="appeal", post=READ_ONLY_IN,
        get="             404   404  404   404  404  login 404   404   404  ",
        kwargs={"public_id": LINE, "file": lambda _world, _thing: str(uuid4())}),
    Row("desk-appeals", get=OF_STAFF, post=READ_ONLY),
    Row("desk-appeal", about="appeal", get=OF_STAFF,
        post="            404   404  404   404  404  login 302   404   404  ",
        data={"action": "answer", "text": "Разобрались."}),
    Row("desk-appeal-file", about="appeal", post=READ_ONLY,
        get="             404   404  404   404  404  login 404   404   404  ",
        kwargs={"public_id": LINE, "file": lambda _world, _thing: str(uuid4())}),

    # The desk
    #                     owner man. view. rev. str. guest spec. super clerk
    Row("desk", get=OF_STAFF, post=READ_ONLY),
    Row("desk-queue", get=OF_STAFF, post=READ_ONLY),
    Row("desk-call-backs", get=OF_STAFF, post=READ_ONLY),
    Row("desk-call-back", about="call_back", get=BUTTON,
        post="            404   404  404   404  404  login 302   404   404  ", data={"do": "take"}),
    Row("desk-conversation", about="conversation", get=OF_STAFF,
        post="            404   404  404   404  404  login 302   404   404  ", data={"text": "Ответ"}),
    Row("desk-take", about="conversation", get=BUTTON,
        post="            404   404  404   404  404  login 302   404   404  "),
    Row("desk-transfer", about="conversation", get=BUTTON,
        post="            404   404  404   404  404  login 302   404   404  ",
        data={"client_id": lambda _world, _thing: str(uuid4()), "to": "queue", "words": "Не моё"}),
    Row("desk-labels", about="conversation", get=BUTTON,
        post="            404   404  404   404  404  login 302   404   404  ", data={"label": "refund"}),
    Row("desk-search", get=OF_STAFF, post=READ_ONLY),
    Row("desk-looking", about="conversation", get=BUTTON,
        post="            404   404  404   404  404  login 200   404   404  ", data={"seen_seq": "0"}),
    Row("desk-duty", get=BUTTON,
        post="            404   404  404   404  404  login 302   404   404  ", data={"on": "yes"}),
    Row("desk-close", about="conversation", get=BUTTON,
        post="            404   404  404   404  404  login 302   404   404  ", data={"seen_seq": "999999"}),
)  # fmt: skip

# Sockets, by their route and what they are about: who is let in.
#                                                           owner man. view. rev. str. guest spec. super clerk
SOCKETS = (
    ("ws/chat/<uuid:public_id>/", "conversation", "         yes   no   no    no   no   no    yes   no    no   "),
    ("ws/chat/<uuid:public_id>/", "managers_conversation", "no    yes  no    no   no   no    yes   no    no   "),
    ("ws/desk/", "", "                                      no    no   no    no   no   no    yes   no    no   "),
)  # fmt: skip
