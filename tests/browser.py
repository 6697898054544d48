"""The Chromium or Chrome of this machine, for journeys."""

import os
import shutil
from collections.abc import Iterator
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


def launched() -> Iterator[Browser]:
    """A browser, closed afterwards. Skips the test where there is none; under CI=true that is a failure.

    One for each test: Playwright's event loop runs in this thread for as long as it lives, and neither Django's ORM nor
    the tests of sockets would work beside it.
    """
    path = executable()
    if path is None:
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(ABSENT, pytrace=False)
        pytest.skip(ABSENT)
    arguments = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else [*QUIET]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        try:
            yield browser
        finally:
            browser.close()
