"""Who gets what answer from the pages that send money or ask for it. How to write a row: `rows.py`."""

from __future__ import annotations

from tests.access.rows import BUTTON_IN, READ_LINE_IN, Row

TRANSFER_ROWS = (
    #                     owner man. view. rev. str. guest spec. super clerk
    # Sending is the owner's (DESIGN §4.8)
    Row("payments-transfer", about="line", proof="strong",
        get="             200   404  404   404  404  login 404   404   404  ",
        post="            302   404  404   404  404  login 404   404   404  ",
        data={"phone": "79160000009", "amount": "20"}),
    Row("payments-transfer-code", about="transfer", proof="strong",
        get="             200   404  404   404  404  login 404   404   404  ",
        post="            302   404  404   404  404  login 404   404   404  ", data={"cancel": "1"}),
    Row("payments-ask", about="line", proof="strong",
        get="             200   200  404   404  404  login 404   404   404  ",
        post="            302   302  404   404  404  login 404   404   404  ",
        data={"phone": "79160000009", "amount": "20"}),
    Row("payments-ask-refuse", about="money_request", proof="strong", get=BUTTON_IN,
        post="            302   302  404   404  404  login 404   404   404  "),
    Row("payments-call-me", about="line", proof="strong",
        get="             200   200  404   404  404  login 404   404   404  ",
        post="            302   302  404   404  404  login 404   404   404  ", data={"phone": "79160000009"}),
    Row("payments-strangers", about="line", proof="strong", get=READ_LINE_IN,
        post="            302   302  404   404  404  login 404   404   404  ", data={"takes_call_me": "on"}),
)  # fmt: skip
