"""Who gets what answer from the pages of services: they are switched by who manages the line."""

from __future__ import annotations

import uuid

from tests.access.extras_things import agreed_off, agreed_on, free_code, held_code
from tests.access.rows import READ_LINE_IN, Row

EXTRAS_ROWS = (
    #                     owner man. view. rev. str. guest spec. super clerk
    Row("services", about="line", proof="strong",
        get="             200   200  200   404  404  login 404   404   404  ",
        post=READ_LINE_IN),
    Row("service-on", about="line", kwargs={"code": free_code}, proof="strong",
        get="             200   200  404   404  404  login 404   404   404  ",
        post="            302   302  404   404  404  login 404   404   404  ",
        data={"agreed": agreed_on, "key": lambda _world, _line: str(uuid.uuid4())}),
    Row("service-off", about="line", kwargs={"code": held_code}, proof="strong",
        get="             200   200  404   404  404  login 404   404   404  ",
        post="            302   302  404   404  404  login 404   404   404  ",
        data={"agreed": agreed_off, "key": lambda _world, _line: str(uuid.uuid4())}),
    Row("line-pause", about="line", proof="strong",  # no mobile number rests
        get="             404   404  404   404  404  login 404   404   404  ",
        post="            404   404  404   404  404  login 404   404   404  "),
)  # fmt: skip
