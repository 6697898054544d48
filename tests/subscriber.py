"""A subscriber and a member of staff who use a running portal by HTTP, as a browser would."""

import json
import re
import statistics
import time
from typing import Any

import httpx

from cabinet.embedded.children import wait_until
from tests.portal import Portal

PATIENCE = 30.0  # seconds until something awaited is given up on


class Person:
    """An HTTP client with cookies that fills in forms."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.http = httpx.Client(base_url=portal.url, timeout=PATIENCE, follow_redirects=True)

    def submit(self, address: str, **fields: str) -> httpx.Response:
        """Open `address` and post its form with `fields`."""
        self.http.get(address)
        return self.http.post(address, data={"csrfmiddlewaretoken": self.http.cookies["csrftoken"], **fields})

    def sign_in(self, number: str) -> httpx.Response:
        """Sign in with the code that comes to the simulator's phone."""
        seen = len(codes_of(self.portal, number))
        self.submit("/login/", phone=number, how="code")
        code = new_code(self.portal, number, after=seen)
        return self.http.post(
            "/login/code/", data={"csrfmiddlewaretoken": self.http.cookies["csrftoken"], "code": code}
        )

    def median_seconds(self, address: str, times: int = 15) -> float:
        """How long `address` takes, typically."""
        return statistics.median(self._seconds(address) for _time in range(times))

    def _seconds(self, address: str) -> float:
        started = time.monotonic()
        assert self.http.get(address).status_code == 200
        return time.monotonic() - started


def card(portal: Portal) -> dict[str, Any]:
    """Whom to be, with current codes of staff."""
    return json.loads(portal.manage("demo_card", "--json"))


def sms_of(portal: Portal, number: str) -> list[dict[str, Any]]:
    """What lies on the simulator's phone, newest first."""
    return httpx.get(f"{portal.url}/phone/{number}.json", timeout=PATIENCE).json()["messages"]


def new_sms(portal: Portal, number: str, *, after: int) -> str:
    """Wait for one more SMS than `after`; its text."""
    assert wait_until(lambda: len(sms_of(portal, number)) > after, seconds=PATIENCE), "no SMS came"
    return sms_of(portal, number)[0]["text"]


def codes_of(portal: Portal, number: str) -> list[str]:
    """The codes among them, newest first: other messages may have come in between."""
    return [code_in(message["text"]) for message in sms_of(portal, number) if message["kind"] == "code"]


def new_code(portal: Portal, number: str, *, after: int) -> str:
    """Wait for one more code than `after`."""
    assert wait_until(lambda: len(codes_of(portal, number)) > after, seconds=PATIENCE), "no code came"
    return codes_of(portal, number)[0]


def code_in(text: str) -> str:
    found = re.search(r"#(\d{6})$", text)
    assert found, text
    return found[1]
