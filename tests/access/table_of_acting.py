"""Who gets what answer where specialists propose and subscribers agree."""

from __future__ import annotations

from tests.access.rows import OF_STAFF, READ_ONLY, Row

#                         owner man. view. rev. str. guest spec. super clerk
OF_SUPERVISORS = "        404   404  404   404  404  login 404   404   404  "  # a shift's leader: tests/desk

ACTING_ROWS = (
    #                     owner man. view. rev. str. guest spec. super clerk
    Row("chat-proposal", about="proposal", proof="strong to change", data={"answer": "no"},
        kwargs={"public_id": lambda _world, thing: str(thing.conversation.public_id),
                "proposal": lambda _world, thing: str(thing.public_id)},
        get="             302   404  404   404  404  404   302   404   404  ",
        post="            302   404  404   404  404  404   302   404   404  "),
    Row("desk-figures", get=OF_SUPERVISORS, post=READ_ONLY),
    Row("desk-figures-csv", get=OF_SUPERVISORS, post=READ_ONLY),
    Row("desk-lessons", get=OF_SUPERVISORS, post=READ_ONLY),
    Row("desk-lesson", about="lesson", get=OF_SUPERVISORS, post=OF_SUPERVISORS, data={"action": "reject"}),
    Row("desk-learn", about="lesson", get="  404   404  404   404  404  login 302   404   404  ",
        post="            404   404  404   404  404  login 302   404   404  ",
        kwargs={"public_id": lambda _world, thing: str(thing.message.conversation.public_id),
                "client_id": lambda _world, thing: str(thing.message.client_id)}),
    Row("desk-propose", about="conversation", get=OF_STAFF,
        post="            404   404  404   404  404  login 422   404   404  ", data={"kind": "block"}),
)  # fmt: skip
