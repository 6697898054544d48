"""The first page, signed in, against a bare view behind the same middleware that runs the same SQL.

Both are served by granian as WSGI, one process each, and asked by turns over the same number of connections.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from typing import Any

from django.db import connection, connections
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from benchmarks.load import Target, serve
from benchmarks.measure import Measure, rates, tell
from cabinet.accounts.assurance import KEY as PROOFS
from cabinet.accounts.assurance import Proof
from cabinet.accounts.models import Contract
from cabinet.embedded.children import stop_all
from cabinet.embedded.parts import ROOT

CONNECTIONS = 4
REQUESTS, ROUNDS = 200, 9  # requests in a turn


def main() -> None:
    subprocess.run([sys.executable, "manage.py", "prepare_demo"], cwd=ROOT, check=True, stdout=sys.stderr)
    client = _signed_in()
    page = _statements(client)
    with override_settings(ROOT_URLCONF="benchmarks.bare_urls", STATEMENTS=[]):
        middleware = _statements(client)
    assert [_shape(each) for each in page[: len(middleware)]] == [_shape(each) for each in middleware]
    rest = page[len(middleware) :]
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    connections.close_all()

    portal, portal_port = serve("cabinet.wsgi:application", os.environ, name="portal")
    bare_environment = os.environ | {"DJANGO_SETTINGS_MODULE": "benchmarks.bare", "BARE_SQL": json.dumps(rest)}
    bare, bare_port = serve("cabinet.wsgi:application", bare_environment, name="bare")
    try:
        headers = {"Cookie": cookies}  # the session and the CSRF token, as a browser sends them
        ours = Target(portal_port, "/", headers, connections=CONNECTIONS)
        baseline = Target(bare_port, "/", headers, connections=CONNECTIONS)
        measured = rates(lambda: ours.send(REQUESTS), lambda: baseline.send(REQUESTS), rounds=ROUNDS)
    finally:
        stop_all([portal, bare])
    tell(
        [
            Measure("home: the first page, signed in", *measured, "requests/s", 0.6),
            Measure("home: queries of the page", len(page), None, "queries", 8, at_least=False),
        ]
    )


def _signed_in() -> Client:
    """A browser of the family's owner: four numbers, a year of movements."""
    client = Client(headers={"host": "127.0.0.1"})
    owner: Any = Contract.objects.get(number="24-0001").owner
    client.force_login(owner)
    session = client.session
    session[PROOFS] = {Proof.CODE.value: time.time()}  # as after a code: otherwise the page shows no movements
    session.save()
    return client


def _statements(client: Client) -> list[str]:
    """What the first page asks of the database once caches are warm."""
    client.get("/")
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/").status_code == 200
    return [query["sql"] for query in queries]


def _shape(statement: str) -> str:
    """A statement without its values: those of some hold the time."""
    return re.sub(r"'[^']*'|\d+", "?", statement)


if __name__ == "__main__":
    main()
