"""Every socket of the portal, opened by everybody, about a line that is theirs and about one that is not."""

from __future__ import annotations

import pytest

from tests.access.rows import cells
from tests.access.table_of_chat import SOCKETS
from tests.access.world import ASKERS, OTHER, OWN, SUBSCRIBERS, World, make_world
from tests.chat.sockets import Socket


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("route", "about", "text"), SOCKETS)
async def test_sockets_open_for_those_whom_the_table_names(
    route: str, about: str, text: str, transactional_world: World
) -> None:
    world = transactional_world
    for whose in (OWN, OTHER) if about else (OWN,):
        let_in = {}
        for asker, browser in world.signed_in_browsers.items():  # type: ignore[attr-defined]
            path = "/" + (
                route.replace("<uuid:public_id>", str(world.thing(about, whose).public_id)) if about else route
            )
            socket = Socket(path, browser)
            let_in[asker] = "yes" if await socket.connects() else "no"
        expected = dict(zip(ASKERS, cells(text), strict=True))
        if whose == OTHER:
            expected |= dict.fromkeys(SUBSCRIBERS, "no")
        assert let_in == expected, f"{route} about the {whose} line"


@pytest.fixture
def transactional_world(transactional_db: None) -> World:
    """Made before the event loop runs, with what the sockets are about."""
    world = make_world()
    world.signed_in_browsers = {asker: world.browser(asker) for asker in ASKERS}  # type: ignore[attr-defined]
    for _route, about, _text in SOCKETS:
        for whose in (OWN, OTHER) if about else ():
            world.thing(about, whose)
    return world
