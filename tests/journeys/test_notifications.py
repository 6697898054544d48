"""An address is confirmed by a letter, an event goes there, bulk is switched off, one click unsubscribes (N6)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.look.audit import DESKTOP, PHONE, audit_everywhere
from tests.look.test_pages import opened, sign_in
from tests.portal import Portal
from tests.subscriber import sms_of

WAYS = [
    pytest.param("ru", PHONE, "79100000018", id="ru-phone"),
    pytest.param("en", DESKTOP, "79100000028", id="en-desktop"),
]
WORDS = {
    "ru": {
        "add": "добавить адрес почты",
        "send": "Отправить письмо со ссылкой",
        "see": "Посмотреть письма",
        "yes": "Да, присылать сюда",
        "confirmed": "Адрес подтверждён",
        "choose": "Выбрать уведомления",
        "copy": "Копия ваших данных готова",
        "email": "Почта",
        "save": "Сохранить",
        "saved": "Сохранено",
        "advertising": "Реклама и предложения",
        "no_more": "Не присылать",
        "off": "Таких писем больше не будет",
        "told": "задана почта",
    },
    "en": {
        "add": "add an e-mail address",
        "send": "Send an e-mail with a link",
        "see": "See the e-mails",
        "yes": "Yes, send them here",
        "confirmed": "The address is confirmed",
        "choose": "Choose notifications",
        "copy": "The copy of your data is ready",
        "email": "E-mail",
        "save": "Save",
        "saved": "Saved",
        "advertising": "Advertising and offers",
        "no_more": "Send no more",
        "off": "No more such e-mails",
        "told": "задана почта",  # SMS to this number are in Russian
    },
}


@pytest.mark.parametrize(("language", "viewport", "number"), WAYS)
def test_from_an_address_to_one_click_that_ends_its_letters(
    portal: Portal, browser: Browser, language: str, viewport: dict[str, int], number: str
) -> None:
    words, address = WORDS[language], f"maria+{number}@example.ru"
    page = opened(browser, portal, language, viewport)
    sign_in(page, portal, number)

    page.goto(f"{portal.url}/settings/notifications/")
    audit_everywhere(page)
    page.get_by_role("link", name=words["add"]).click()
    page.locator("[name=address]").fill("maria@")
    page.get_by_role("button", name=words["send"]).click()
    expect(page.locator("#errors")).to_be_visible()
    expect(page.locator("[name=address]")).to_have_value("maria@")
    audit_everywhere(page)
    page.locator("[name=address]").fill(address)
    page.get_by_role("button", name=words["send"]).click()
    audit_everywhere(page)

    mailbox = f"{portal.url}{page.get_by_role('link', name=words['see']).get_attribute('href')}"
    letter = opened_letter(page, mailbox)
    audit_everywhere(page)
    page.goto(link_of(letter, "/email/"))
    audit_everywhere(page)
    page.get_by_role("button", name=words["yes"]).click()
    expect(page.get_by_role("heading", name=words["confirmed"])).to_be_visible()
    audit_everywhere(page)
    page.get_by_role("link", name=words["choose"]).click()

    row = page.get_by_role("group", name=words["copy"])
    row.get_by_label(words["email"]).check()
    page.get_by_label(words["advertising"]).uncheck()
    page.get_by_role("button", name=words["save"]).click()
    expect(page.locator("main")).to_contain_text(words["saved"])
    expect(page.get_by_role("group", name=words["copy"]).get_by_label(words["email"])).to_be_checked()
    expect(page.get_by_label(words["advertising"])).not_to_be_checked()
    audit_everywhere(page)
    assert any(words["told"] in sms["text"] for sms in sms_of(portal, number))

    page.goto(f"{portal.url}/settings/data/copy/")
    page.locator("main button.btn").first.click()
    page.goto(mailbox)
    expect(page.locator(".letter")).to_have_count(2, timeout=30_000)
    page.goto(link_of(page.locator(".letter").first.inner_text(), "/unsubscribe/"))
    audit_everywhere(page)
    page.get_by_role("button", name=words["no_more"]).click()
    expect(page.get_by_role("heading", name=words["off"])).to_be_visible()
    audit_everywhere(page)
    page.goto(f"{portal.url}/settings/notifications/")
    expect(page.get_by_role("group", name=words["copy"]).get_by_label(words["email"])).not_to_be_checked()


def opened_letter(page: Page, mailbox: str) -> str:
    page.goto(mailbox)
    letter = page.locator(".letter").first
    expect(letter).to_be_visible(timeout=20_000)
    return letter.inner_text()


def link_of(text: str, part: str) -> str:
    found = re.search(rf"http\S*{part}\S+", text)
    assert found, text
    return found[0]
