"""Who gets what answer from the pages of tariffs."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from subscriptions.models import Tariff
from subscriptions.tariffs.planning import When, plan
from subscriptions.tariffs.state import load
from tests.access.rows import READ_LINE_IN, Row
from tests.access.world import World

ONE = {"code": "one"}  # the tariff of `world`


def agreed(_world: World, line: Any) -> str:
    """What the page of the change shows to be agreed to."""
    return plan(load(line, now=timezone.now()), Tariff.objects.get(code="one"), When.NOW).fingerprint


TARIFF_ROWS = (
    #                     owner man. view. rev. str. guest spec. super clerk
    Row("tariffs", about="line", proof="strong",
        get="             200   200  200   404  404  login 404   404   404  ",
        post=READ_LINE_IN),
    Row("tariffs-compare", about="line", proof="strong",
        get="             200   200  200   404  404  login 404   404   404  ",
        post=READ_LINE_IN),
    Row("tariff", about="line", proof="strong", kwargs=ONE,
        get="             200   200  200   404  404  login 404   404   404  ",
        post=READ_LINE_IN),
    Row("tariff-change", about="line", proof="strong", kwargs=ONE,
        get="             200   200  404   404  404  login 404   404   404  ",
        post="            302   302  404   404  404  login 404   404   404  ",
        data={"when": "now", "agreed_now": agreed}),
    Row("tariff-change-undo", about="line", proof="strong",
        get="             405   405  405   404  404  login 405   405   405  ",
        post="            302   302  404   404  404  login 404   404   404  "),
)  # fmt: skip
