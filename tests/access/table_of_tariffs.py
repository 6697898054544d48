"""Who gets what answer from the pages of tariffs."""

from __future__ import annotations

from tests.access.rows import READ_LINE_IN, Row

TARIFF_ROWS = (
    #                     owner man. view. rev. str. guest spec. super clerk
    Row("tariffs", about="line", proof="strong",
        get="             200   200  200   404  404  login 404   404   404  ",
        post=READ_LINE_IN),
)  # fmt: skip
