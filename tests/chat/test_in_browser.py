"""The chat's JavaScript in a real browser, through a wire that is cut."""

import asyncio
import re
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.faults.cut import Wire
from tests.look.audit import PHONE
from tests.portal import Portal

pytestmark = pytest.mark.journey

PATIENCE = 30_000  # ms


class Cuttable:
    """A wire that lives in a thread, because the browser is driven by this one."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)
        self._thread.start()
        self._ready.wait()
        self.url = self._wire.url

    def cut(self) -> None:
        self._loop.call_soon_threadsafe(self._wire.cut)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._closed.set)
        self._thread.join()

    async def _run(self) -> None:
        self._loop, self._closed = asyncio.get_running_loop(), asyncio.Event()
        async with Wire(self._port) as self._wire:
            self._ready.set()
            await self._closed.wait()


@pytest.fixture
def wire(portal: Portal) -> Iterator[Cuttable]:
    made = Cuttable(portal.port)
    yield made
    made.close()


SIGN_IN = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from cabinet.accounts.models import Line
owner = Line.objects.get(msisdn={number!r}).contract.owner
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY] = str(owner.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = owner.get_session_auth_hash()
session.create()
print(session.session_key)
"""  # without a code: journeys share the numbers, and there is a pause between codes


def conversation(page: Page, portal: Portal, number: str) -> str:
    """Sign in, choose a topic; the path of the conversation."""
    key = portal.manage("shell", "-v", "0", "-c", SIGN_IN.format(number=number)).strip()
    page.context.add_cookies([{"name": "cabinet_session", "value": key, "url": portal.url}])
    page.goto(f"{portal.url}/chat/")
    page.locator("button[name=topic]").last.click()
    page.wait_for_url(re.compile(r"/chat/[0-9a-f-]{36}/"))
    return page.url.removeprefix(portal.url)


def write(page: Page, text: str) -> None:
    page.locator("#text").fill(text)
    page.locator("#text").press("Enter")


def texts(page: Page) -> list[str]:
    return page.locator(".msg.me .text").all_inner_texts()


def test_what_is_written_while_the_wire_is_cut_arrives_once_and_in_order(
    portal: Portal, browser: Browser, wire: Cuttable
) -> None:
    page = browser.new_context(viewport=PHONE, locale="ru-RU").new_page()
    path = conversation(page, portal, "79100000007")
    page.goto(wire.url + path)
    page.get_by_role("button", name="Позвать специалиста").click()  # the bot would answer each of them
    expected = [f"сообщение {number}" for number in range(30)]
    for number, text in enumerate(expected):
        write(page, text)
        if number % 5 == 4:
            wire.cut()
    delivered = page.locator(".msg.me[data-seq]")
    expect(delivered).to_have_count(30, timeout=PATIENCE * 3)
    assert texts(page) == expected
    expect(page.locator("[data-trouble=lost]")).to_be_hidden()
    page.reload()
    assert texts(page) == expected


def test_what_was_not_sent_waits_in_the_browser_for_the_next_visit(portal: Portal, browser: Browser) -> None:
    page = browser.new_context(viewport=PHONE, locale="ru-RU").new_page()
    path = conversation(page, portal, "79160001020")
    page.context.set_offline(True)
    write(page, "Из тоннеля")
    page.locator("#text").fill("Начато, но не")
    expect(page.locator(".msg.me").last).to_contain_text("не отправлено")
    expect(page.get_by_role("button", name="повторить")).to_be_visible()
    expect(page.locator("[data-trouble=lost]")).to_be_visible()
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(portal.url + path)
    expect(page.locator(".msg.me[data-seq]")).to_have_count(1, timeout=PATIENCE)
    expect(page.locator(".msg.me").last).to_contain_text("отправлено")
    expect(page.locator("#text")).to_have_value("Начато, но не")


def test_a_message_that_is_refused_comes_back_to_be_mended(portal: Portal, browser: Browser) -> None:
    page = browser.new_context(viewport=PHONE, locale="ru-RU").new_page()
    conversation(page, portal, "79100000009")
    long = "я" * 4001
    write(page, long)
    expect(page.locator(".msg.me").last).to_contain_text("Сообщение слишком длинное", timeout=PATIENCE)
    expect(page.locator("#text")).to_have_value(long)


def test_signing_out_elsewhere_is_said_in_words(portal: Portal, browser: Browser) -> None:
    page = browser.new_context(viewport=PHONE, locale="ru-RU").new_page()
    conversation(page, portal, "79067777731")
    other = page.context.new_page()
    other.goto(f"{portal.url}/logout/")
    other.locator("main form button").first.click()
    expect(page.locator("[data-trouble=signedOut]")).to_be_visible(timeout=PATIENCE)


def kept(page: Page) -> list[str]:
    keys: list[str] = page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('chat:'))")
    return keys


def test_what_one_person_did_not_send_never_goes_out_under_the_next_ones_name(portal: Portal, browser: Browser) -> None:
    page = browser.new_context(viewport=PHONE, locale="ru-RU").new_page()
    conversation(page, portal, "79160001020")
    page.context.set_offline(True)
    write(page, "Не для чужих глаз")
    expect(page.locator(".msg.me").last).to_contain_text("не отправлено")
    page.locator("#text").fill("Тоже не для них")
    theirs = set(kept(page))
    assert len(theirs) == 2  # the draft and the message
    waiting = page.evaluate("Object.entries(localStorage).filter(([key]) => key.startsWith('chat:'))")
    page.goto("about:blank")  # gone without signing out; the session ends by itself
    page.context.clear_cookies()
    page.context.set_offline(False)
    conversation(page, portal, "79100000007")
    expect(page.locator("#text")).to_have_value("")
    assert not theirs & set(kept(page))
    # Even in the same conversation, as two specialists have it.
    viewer, here = (page.locator("[data-chat]").get_attribute(name) or "" for name in ("data-viewer", "data-chat"))
    for key, value in waiting:
        _, other, _, name = key.split(":")
        assert other != viewer
        page.evaluate("([key, value]) => localStorage.setItem(key, value)", [f"chat:{other}:{here}:{name}", value])
    page.reload()
    expect(page.locator("#text")).to_have_value("")
    expect(page.get_by_text("Не для чужих глаз")).to_have_count(0)
    assert not kept(page)


def test_signing_out_takes_the_draft_along(portal: Portal, browser: Browser) -> None:
    page = browser.new_context(viewport=PHONE, locale="ru-RU").new_page()
    conversation(page, portal, "79067777731")
    page.locator("#text").fill("Начато")
    assert kept(page)
    page.goto(f"{portal.url}/logout/")
    page.locator("main form button").first.click()
    page.wait_for_url(lambda url: "logout" not in url)
    assert not kept(page)
