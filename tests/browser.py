"""The Chromium or Chrome of this machine, for journeys."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)
ABSENT = (
    "no Chromium or Chrome was found: install one (Debian: apt install chromium) or name it by CHROMIUM=/path/to/it"
)


def executable() -> str | None:
    """The browser to use, or nothing."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    found = filter(None, map(shutil.which, NAMES))
    return next(found, None) or next((path for path in ELSEWHERE if Path(path).exists()), None)


class Chromium:
    """One browser for all journeys of a worker: each is lent it with nothing in it, and leaves nothing in it.

    Playwright's event loop runs in this thread for as long as it lives, and neither Django's ORM nor the tests of
    sockets would work beside it: between two journeys, while nothing of it is run, the thread does not know of it.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._playwright = sync_playwright().start()
        self._loop = asyncio.get_running_loop()
        self._browser: Browser | None = None
        asyncio._set_running_loop(None)

    @contextmanager
    def lent(self) -> Iterator[Browser]:
        """The browser, without the contexts of others; a new one if it has died."""
        asyncio._set_running_loop(self._loop)
        try:
            if self._browser is None or not self._browser.is_connected():
                arguments = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else [*QUIET]
                self._browser = self._playwright.chromium.launch(executable_path=self._path, args=arguments)
            try:
                yield self._browser
            finally:
                for context in self._browser.contexts:
                    context.close()
        finally:
            asyncio._set_running_loop(None)

    def stop(self) -> None:
        asyncio._set_running_loop(self._loop)
        if self._browser is not None:
            self._browser.close()
        self._playwright.stop()


def found() -> str:
    """The browser to use. Skips the test where there is none; under CI=true that is a failure."""
    path = executable()
    if path is None:
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(ABSENT, pytrace=False)
        pytest.skip(ABSENT)
    return path
