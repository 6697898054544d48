"""Who gets what answer from the pages that lend, warn and move between own accounts: the owner alone (DESIGN §4.8).
How to write a row: `rows.py`."""

from __future__ import annotations

import uuid

from tests.access.rows import Row

LOAN_ROWS = (
    #                     owner man. view. rev. str. guest spec. super clerk
    Row("payments-trust", about="line", proof="strong",
        get="             200   404  404   404  404  login 404   404   404  ",
        post="            302   404  404   404  404  login 404   404   404  ",
        data={"key": lambda _world, _line: str(uuid.uuid4()), "amount": "300", "fee": "30"}),
    Row("payments-limit", about="line", proof="strong",
        get="             200   404  404   404  404  login 404   404   404  ",
        post="            302   404  404   404  404  login 404   404   404  ", data={"kind": "main", "below": "100"}),
    Row("payments-content", about="line", proof="strong",
        get="             200   404  404   404  404  login 404   404   404  ",
        post="            302   404  404   404  404  login 404   404   404  ", data={"open": "1"}),
)  # fmt: skip
