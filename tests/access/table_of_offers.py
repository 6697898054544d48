"""Who gets what answer from the pages that recommend."""

from __future__ import annotations

from tests.access.rows import BUTTON_IN, READ_LINE_IN, Row

OFFER_ROWS = (
    #                     owner man. view. rev. str. guest spec. super clerk
    Row("offers", about="line", proof="strong",
        get="             200   200  200   404  404  login 404   404   404  ",
        post=READ_LINE_IN),
    Row("offer-hide", about="recommendation", proof="strong",
        get=BUTTON_IN,
        post="            302   302  404   404  404  login 404   404   404  "),
)  # fmt: skip
