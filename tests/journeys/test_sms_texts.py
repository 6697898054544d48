"""An editor writes the operator's own words of an SMS, and a telephone gets them; then the portal's come back (X4)."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from cabinet.sms.texts import KEPT_SECONDS
from tests.journeys.test_main_job import DESK, specialist
from tests.look.audit import ask, follow, watched
from tests.portal import Portal
from tests.subscriber import Person, new_sms, sms_of

pytestmark = pytest.mark.journey

NUMBER = "79100000035"
LIST = "/admin/sms/smstext/"
WORDS = "Ваш код {code}. Это {brand}"


def open_text(page: Page, portal: Portal) -> None:
    page.goto(f"{portal.url}{LIST}")
    code = page.get_by_role("link", name="Код для входа", exact=True)
    follow(page.get_by_role("row").filter(has=code).filter(has_text="ru").get_by_role("link"))


def plain(browser: Browser, **settings: Any) -> Page:
    return browser.new_context(**settings, java_script_enabled=False).new_page()


def saved(page: Page, button: str) -> None:
    page.get_by_role("button", name=button).click()
    page.wait_for_url(f"**{LIST}")


def code_sms(portal: Portal) -> str:
    before = len(sms_of(portal, NUMBER))
    Person(portal).submit("/login/", phone=NUMBER, how="code")
    return new_sms(portal, NUMBER, after=before)


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain"])
def test_own_words_are_tried_kept_sent_and_taken_back(portal: Portal, browser: Browser, javascript: bool) -> None:
    state = specialist(portal, browser, "admin").context.storage_state()
    settings = {"locale": "ru-RU", "viewport": DESK, "storage_state": state}
    page = watched(browser, **settings) if javascript else plain(browser, **settings)
    open_text(page, portal)
    preview = page.locator("#preview")

    page.get_by_label("Текст (ru)").fill("Ваш код {kod}")
    if not javascript:
        page.get_by_role("button", name="Посмотреть").click()
    expect(preview.get_by_role("alert")).to_contain_text("Поля {kod} в этом сообщении нет. Есть: {code}")
    page.get_by_label("Текст (ru)").fill(WORDS)
    if not javascript:
        page.get_by_role("button", name="Посмотреть").click()
    expect(preview).to_contain_text("Ваш код 123456. Это Оператор")
    expect(preview).to_contain_text("1 SMS · кириллица (UCS-2), до 70 знаков в SMS")
    if javascript:
        assert ask(page, "() => window.__violations") == []
    saved(page, "Сохранить")
    try:
        expect(page.locator("tr.own")).to_contain_text(WORDS)
        if javascript:
            page.wait_for_timeout(KEPT_SECONDS * 1000)  # other processes of the portal have heard of it by then
            assert code_sms(portal).startswith("Ваш код ")
    finally:
        open_text(page, portal)
        saved(page, "Вернуть текст портала")
    expect(page.locator("tr.own")).to_have_count(0)
