"""Two browsers of one person: the second is told of by SMS, its link ends it, and the first ends all others (A4)."""

import re

import pytest
from playwright.sync_api import Browser, Page, WebSocket, expect

from tests.look.audit import DESKTOP, PHONE, audit_everywhere, watched
from tests.look.test_pages import opened, sign_in
from tests.portal import Portal
from tests.subscriber import sms_of

WAYS = [
    pytest.param("ru", PHONE, "79100000016", id="ru-phone"),
    pytest.param("en", DESKTOP, "79100000017", id="en-desktop"),
]
WORDS = {
    "ru": {
        "this": "это устройство",
        "end_all": "Завершить на всех других устройствах",
        "not_me": "Это не я, завершить вход",
        "ended": "Вход завершён",
        "again": "Этот вход уже завершён",
        "alone": "На других устройствах вы не вошли",
        "new": "новое устройство",
    },
    "en": {
        "this": "this device",
        "end_all": "End on all other devices",
        "not_me": "Not me, end the sign-in",
        "ended": "The sign-in is ended",
        "again": "This sign-in is already ended",
        "alone": "You are not signed in on other devices",
        "new": "new device",
    },
}
STRANGE = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/120.0.0.0 Mobile Safari/537.36"
DEVICES = ".list li:has(form)"


@pytest.mark.parametrize(("language", "viewport", "number"), WAYS)
def test_a_stranger_is_thrown_out_by_the_sms_and_by_the_page(
    portal: Portal, browser: Browser, language: str, viewport: dict[str, int], number: str
) -> None:
    words = WORDS[language]
    mine = opened(browser, portal, language, viewport)
    sign_in(mine, portal, number)
    mine.goto(f"{portal.url}/settings/security/")
    expect(mine.get_by_text(words["alone"])).to_be_visible()
    audit_everywhere(mine)
    assert links_of(portal, number) == []

    strangers, socket = stranger_with_an_open_chat(portal, browser, number)
    link = link_when_it_comes(mine, portal, number, told=1)
    mine.reload()
    expect(mine.locator(".list li").filter(has_text=words["this"])).to_be_visible()
    expect(mine.locator(DEVICES)).to_contain_text("Chrome, Android")
    audit_everywhere(mine)
    mine.goto(f"{portal.url}/settings/security/journal/")
    expect(mine.locator("main")).to_contain_text(words["new"])
    mine.locator("main summary").click()
    audit_everywhere(mine)

    reader = opened(browser, portal, language, viewport)  # not signed in: whoever reads the SMS
    reader.goto(link)
    audit_everywhere(reader)
    assert not socket.is_closed()
    reader.get_by_role("button", name=words["not_me"]).click()
    expect(reader.get_by_role("heading", name=words["ended"])).to_be_visible()
    audit_everywhere(reader)
    is_thrown_out(strangers, socket, portal)
    reader.goto(link)
    expect(reader.get_by_role("heading", name=words["again"])).to_be_visible()

    strangers, socket = stranger_with_an_open_chat(portal, browser, number)
    link_when_it_comes(mine, portal, number, told=2)
    mine.goto(f"{portal.url}/settings/security/")
    mine.goto(portal.url + str(mine.locator(DEVICES).locator("form").first.get_attribute("action")))
    audit_everywhere(mine)  # what is seen after a code was asked for
    mine.goto(f"{portal.url}/settings/security/")
    mine.get_by_role("button", name=words["end_all"]).click()
    expect(mine.get_by_text(words["alone"])).to_be_visible()
    audit_everywhere(mine)
    is_thrown_out(strangers, socket, portal)


def stranger_with_an_open_chat(portal: Portal, browser: Browser, number: str) -> tuple[Page, WebSocket]:
    """Somebody who got in by a code in a browser of their own, and has a conversation open."""
    page = watched(browser, locale="ru-RU", viewport=PHONE, user_agent=STRANGE)
    sign_in(page, portal, number)
    page.goto(f"{portal.url}/chat/")
    with page.expect_websocket() as caught:
        page.locator("button[name=topic]").first.click()
    page.wait_for_url(re.compile(r"/chat/[0-9a-f-]{36}/"))
    return page, caught.value


def is_thrown_out(page: Page, socket: WebSocket, portal: Portal) -> None:
    """The socket closes by itself, and the next click leads to the door."""
    for _tenth in range(200):
        if socket.is_closed():
            break
        page.wait_for_timeout(100)
    assert socket.is_closed(), "the socket of an ended session is still open"
    page.goto(f"{portal.url}/finance/operations/")
    expect(page).to_have_url(re.compile(r"/login/\?next="))


def links_of(portal: Portal, number: str) -> list[str]:
    """The links of the SMS about new devices, newest first."""
    texts = [message["text"] for message in sms_of(portal, number) if message["kind"] == "notice"]
    return [found[0] for text in texts if (found := re.search(r"https?://\S+/not-me/\S+", text))]


def link_when_it_comes(page: Page, portal: Portal, number: str, *, told: int) -> str:
    for _tenth in range(300):
        links = links_of(portal, number)
        if len(links) >= told:
            assert len(links) == told
            return links[0]
        page.wait_for_timeout(100)
    raise AssertionError("no SMS about a new device")
