"""Who gets what answer from the pages of content: whoever manages the line (DESIGN §4.8). How to write: `rows.py`."""

from __future__ import annotations

from tests.access.rows import ALL_404, BUTTON, READ_LINE_IN, Row

CONTENT_ROWS = (
    #                     owner man. view. rev. str. guest spec. super clerk
    Row("subscriptions", about="line", proof="strong",
        get="             200   200  404   404  404  login 404   404   404  ",
        post=READ_LINE_IN),
    Row("subscriptions-off", about="line", proof="strong",
        get="             302   302  404   404  404  login 404   404   404  ",
        post="            302   302  404   404  404  login 404   404   404  "),
    Row("subscription-off", about="line", proof="strong", kwargs={"code": "stars"},
        get="             302   302  404   404  404  login 404   404   404  ",
        post="            302   302  404   404  404  login 404   404   404  "),
    Row("subscription-on", about="line", proof="strong", kwargs={"code": "stars"},
        get="             200   200  404   404  404  login 404   404   404  ",
        post="            302   302  404   404  404  login 404   404   404  ", data={"send": "1"}),
    Row("content-ban", about="line", proof="strong",
        get="             200   200  404   404  404  login 404   404   404  ",
        post="            302   302  404   404  404  login 404   404   404  ", data={"ban": "on"}),
    Row("gateway-content", get=BUTTON, post=ALL_404),  # no provider has a secret here
)  # fmt: skip
