"""Every address and socket of the portal, asked by everybody, about a line that is theirs and about one that is not.

`table.py` says what each is answered, `rows.py` how to add a row; an address that is not there fails here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from limits.strategies import FixedWindowRateLimiter

from cabinet.accounts.assurance import FRESH, Proof
from cabinet.accounts.assurance import KEY as PROOFS
from cabinet.sockets import websocket_urlpatterns
from tests.access.rows import Row, Value, cells
from tests.access.table import ROWS
from tests.access.table_of_chat import SOCKETS
from tests.access.world import ASKERS, OTHER, OWN, STAFF, SUBSCRIBERS, World, make_world

ADMIN = "admin"
ADMIN_OF_ALL_STAFF = {"admin:index", "admin:password_change", "admin:password_change_done", "admin:jsi18n"}


def addresses(patterns: Any = None, namespace: str = "") -> Iterator[str]:
    """The names of all addresses; a nameless one by its route."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name or pattern.pattern}"


def named(text: str, row: Row) -> str:
    return f"{row.name}{f' ({row.about})' if row.about else ''} {text}"


# Nobody is forgotten


def test_every_address_is_in_the_matrix_and_no_other() -> None:
    there = {name for name in addresses() if not name.startswith(f"{ADMIN}:")}
    known = {row.name for row in ROWS}
    assert there - known == set(), "add rows to tests/access/table.py"
    assert known - there == set(), "these addresses are gone"


def test_every_socket_is_in_the_matrix_and_no_other() -> None:
    assert {str(route.pattern) for route in websocket_urlpatterns} == {route for route, _about, _text in SOCKETS}


@pytest.mark.parametrize(
    "text", [text for row in ROWS for text in (row.get, row.post)] + [text for _route, _about, text in SOCKETS]
)
def test_every_row_has_an_answer_for_everybody(text: str) -> None:
    assert len(cells(text)) == len(ASKERS)


# Everybody is answered as the table says


@pytest.fixture(scope="module")
def kept_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Made once, in a transaction that is undone at the end: making it takes longer than asking a row does."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(kept_world: World, settings: Any, monkeypatch: pytest.MonkeyPatch) -> World:
    """The world, without limits of devices and networks: its people are one device each, and ask for everything."""
    monkeypatch.setattr(FixedWindowRateLimiter, "hit", lambda *_count: True)
    settings.SOCIALACCOUNT_PROVIDERS = {"yandex": {"APPS": [{"client_id": "cabinet", "secret": "of tests"}]}}
    return kept_world


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.name}{'-' + row.about if row.about else ''}")
def test_everybody_is_answered_as_the_table_says(row: Row, method: str, world: World) -> None:
    for whose in (OWN, OTHER) if row.about else (OWN,):
        expected = dict(zip(ASKERS, expectation(row, method, whose), strict=True))
        answers = {asker: answer_to(world.browser(asker), row, method, world, whose) for asker in ASKERS}
        assert answers == expected, named(f"{method.upper()} about the {whose} line", row)


def expectation(row: Row, method: str, whose: str) -> list[str]:
    """What the table says; about a line of somebody else's, subscribers get 404 unless it says otherwise. (A method
    that the address does not take is refused before it is known what about, unless a line was named.)"""
    mine = cells(getattr(row, method))
    if whose == OWN:
        return mine
    other = cells(getattr(row, f"{method}_other"))
    if other:
        return other
    refused_first = "405" if row.about != "line" else ""
    hidden = [cell if cell == refused_first else "404" for cell in mine[: len(SUBSCRIBERS)]]
    return [*hidden, *mine[len(SUBSCRIBERS) :]]


def answer_to(browser: Client, row: Row, method: str, world: World, whose: str = OWN) -> str:
    """Ask, write down the answer, and undo what it did."""
    thing = world.thing(row.about, whose) if row.about else None
    address = reverse(row.name, kwargs=kwargs_of(row, thing, world))
    data = {name: valued(value, world, thing) for name, value in row.data.items()}
    line = {"line": str(thing.public_id)} if row.about == "line" else {}
    with transaction.atomic():
        if method == "get":
            answer = browser.get(address, line)
        elif row.as_json:
            answer = browser.post(address, data, content_type="application/json")
        else:
            answer = browser.post(address, data | line)
        told = cell(answer)
        transaction.set_rollback(True)
    return told


def cell(answer: HttpResponse) -> str:
    location = answer.headers.get("Location", "").split("?")[0]
    if answer.status_code == 302 and location == reverse("login"):
        return "login"
    if answer.status_code == 302 and location == reverse("confirm"):
        return "code"
    return str(answer.status_code)


def kwargs_of(row: Row, thing: Any, world: World) -> dict[str, str]:
    if row.kwargs:
        return {name: valued(value, world, thing) for name, value in row.kwargs.items()}
    return {} if row.about in ("", "line") else {"public_id": thing.public_id}


def valued(value: Value, world: World, thing: Any) -> str:
    return value(world, thing) if callable(value) else value


# What needs more than a session


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.name}{'-' + row.about if row.about else ''}")
def test_who_is_known_by_the_network_alone_gives_a_code_where_the_table_says(
    row: Row, method: str, world: World
) -> None:
    """The first asker who is let in comes again, in a session that the network vouches for."""
    told = dict(zip(ASKERS, cells(getattr(row, method)), strict=True))
    asker = next((each for each in SUBSCRIBERS if told[each] not in ("404", "405")), None)
    if asker is None or row.name == "confirm":
        return
    browser = world.browser(asker)
    needs_a_code = row.proof and not (method == "get" and row.proof == "strong to change")
    if row.about:
        world.thing(row.about, OWN)  # made before what is undone
    with transaction.atomic():
        session: SessionBase = browser.session
        session[PROOFS] = {Proof.NETWORK.value: timezone.now().timestamp()}
        session.save()
        answer = answer_to(browser, row, method, world)
        transaction.set_rollback(True)
    assert answer == ("code" if needs_a_code else told[asker]), named(method, row)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("row", [row for row in ROWS if row.proof == "fresh"], ids=lambda row: row.name)
def test_what_needs_a_fresh_code_takes_no_old_one(row: Row, method: str, world: World) -> None:
    browser = world.browser("owner")
    with transaction.atomic():
        session: SessionBase = browser.session
        session[PROOFS] = {Proof.CODE.value: (timezone.now() - FRESH).timestamp()}
        session.save()
        answer = answer_to(browser, row, method, world)
        transaction.set_rollback(True)
    assert answer == "code", named(method, row)


# The admin: a rule for the whole of it


def admin_addresses() -> list[str]:
    """Those with a name: the rest are what the admin redirects from."""
    named = {name for name in addresses() if name.startswith(f"{ADMIN}:") and "<" not in name and "(" not in name}
    return sorted(named - {"admin:logout", "admin:login"})


def test_the_admin_is_there_for_superusers_and_leads_others_to_the_door(world: World) -> None:
    """Who is no staff is led to sign in; staff who were given nothing see an empty first page, nothing behind it."""
    for name in admin_addresses():
        address = admin_address(name)
        for asker in ASKERS:
            browser = world.browser(asker)
            with transaction.atomic():
                answer = browser.get(address)
                transaction.set_rollback(True)
            leads_to_the_door = answer.status_code == 302 and answer.headers["Location"].startswith(
                reverse("admin:login")
            )
            if asker not in STAFF:
                assert leads_to_the_door, (name, asker)
            elif asker == "superuser":
                assert not leads_to_the_door, name
                assert answer.status_code == 200 or not name.endswith("_changelist"), name
            else:
                assert not leads_to_the_door, (name, asker, answer.headers.get("Location"))
                assert name in ADMIN_OF_ALL_STAFF or answer.status_code in (302, 400, 403, 404), (name, asker)


def admin_address(name: str) -> str:
    """An address with whatever its parts need: nobody's key."""
    for parts in ([], ["0"], ["accounts"], ["0", "0"]):
        try:
            return reverse(name, args=parts)
        except Exception:
            continue
    return reverse("admin:index") + "no/such/page/"  # the last resort of the admin, which takes anything
