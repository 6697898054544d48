"""Who gets what answer from the pages that pay. How to write a row: `rows.py`."""

from __future__ import annotations

import uuid
from typing import Any

from tests.access.rows import ALL_200, BUTTON, BUTTON_IN, FORM_302, READ_LINE_IN, READ_ONLY_IN, Row
from tests.access.world import World

ALL_403 = "       403   403  403   403  403  403   403   403   403  "


def _own_card(world: World, line: Any) -> str:
    return str(world.thing("saved_card", next(whose for whose, each in world.lines.items() if each == line)).public_id)


PAYMENT_ROWS = (
    #                     owner man. view. rev. str. guest spec. super clerk
    Row("payments", about="line", proof="strong",
        get="             200   200  200   404  404  login 404   404   404  ", post=READ_LINE_IN),
    Row("payments-top-up", about="line", proof="strong",
        get="             200   200  200   404  404  login 404   404   404  ",
        post="            302   302  302   404  404  login 404   404   404  ",
        data={"key": lambda _world, _line: str(uuid.uuid4()), "whose": "mine", "amount": "300", "method": "card"}),
    Row("payment", about="payment", proof="strong",  # who pays sees it, and not whose account it is
        get="             200   404  404   404  404  login 404   404   404  ", post=READ_ONLY_IN),
    Row("payments-auto", about="line", proof="strong",
        get="             200   200  200   404  404  login 404   404   404  ",
        post="            302   422  422   404  404  login 404   404   404  ",  # nobody pays by another's card
        data={"kind": "day", "day": "5", "amount": "300", "card": _own_card}),
    Row("payments-auto-off", about="auto_payment", proof="strong", get=BUTTON_IN,
        post="            302   404  404   404  404  login 404   404   404  "),
    Row("payments-cards", about="line", proof="strong",
        get="             200   200  200   404  404  login 404   404   404  ", post=READ_LINE_IN),
    Row("payments-card-remove", about="saved_card", proof="strong",
        get="             200   404  404   404  404  login 404   404   404  ",
        post="            302   404  404   404  404  login 404   404   404  "),

    # The sandbox's bank is another company: who has the address of an order pays it
    Row("sandbox-bank", about="sandbox_order", kwargs={"reference": lambda _world, order: str(order.reference)},
        get=ALL_200, post=FORM_302, get_other=ALL_200, post_other=FORM_302, data={"do": "refuse"}),
    Row("payments-notice", kwargs={"name": "sandbox"}, get=BUTTON, post=ALL_403),  # nobody signs here
    Row("payments-notice", kwargs={"name": "another"}, get=BUTTON, post=BUTTON.replace("405", "404")),
)  # fmt: skip
