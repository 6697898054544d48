"""The bot in a thread: it answers, offers a choice, calls a specialist; the demonstration's knowledge is asked."""

import os
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.look.audit import DESKTOP, PHONE, audit_everywhere
from tests.look.test_pages import opened, sign_in
from tests.portal import Portal

ANSWERED, CHOOSING, CALLING = "79100000111", "79100000112", "79100000113"


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def thread(browser: Browser, portal: Portal, number: str, language: str, viewport: dict[str, int]) -> Page:
    """A new conversation about `number`."""
    page = opened(browser, portal, language, viewport)
    sign_in(page, portal, number)
    page.goto(f"{portal.url}/chat/")
    page.locator("button[name=topic]").first.click()
    page.wait_for_url(re.compile(r"/chat/[0-9a-f-]{36}/"))
    return page


def write(page: Page, text: str) -> None:
    page.locator("#text").fill(text)
    page.locator("#text").press("Enter")
    expect(page.locator(".msg.me", has_text=text)).to_be_visible()


@pytest.mark.journey
def test_a_question_is_answered_from_live_data_and_the_answer_is_judged(browser: Browser, portal: Portal) -> None:
    page = thread(browser, portal, ANSWERED, "ru", PHONE)
    write(page, "какой у меня баланс")
    answer = page.locator(".msg:not(.me)").last
    expect(answer).to_contain_text("На счёте номера 910 000-01-11 сейчас")
    sent = re.compile("· (отправлено|доставлено|прочитано)")
    expect(page.locator(".msg.me .delivery").first).to_have_text(sent)
    expect(answer.get_by_role("link", name="Пополнить")).to_have_attribute("href", re.compile("^/payments/top-up/"))
    shot(page, "bot-answer")
    audit_everywhere(page)
    answer.get_by_role("button", name="Помогло", exact=True).click()
    expect(answer).to_contain_text("Ответ помог")
    expect(answer.get_by_role("button")).to_have_count(0)
    write(page, "спасибо")
    expect(page.locator(".msg:not(.me)").last).to_contain_text("Пожалуйста!")
    page.close()


@pytest.mark.journey
def test_half_sure_offers_a_choice_and_answers_what_was_chosen(browser: Browser, portal: Portal) -> None:
    page = thread(browser, portal, CHOOSING, "en", DESKTOP)
    write(page, "tariff")  # two answers are meant as often
    choice = page.locator(".msg:not(.me)").first
    expect(choice.get_by_role("button").last).to_have_text("None of these: call a specialist")
    shot(page, "bot-choice")
    audit_everywhere(page)
    title = choice.get_by_role("button").first.inner_text()
    choice.get_by_role("button").first.click()
    expect(page.locator(".msg:not(.me)")).to_have_count(2)
    expect(choice.locator(".said")).to_contain_text(title)
    expect(page.locator(".msg:not(.me)").last.get_by_role("button", name="Helped", exact=True)).to_be_visible()
    shot(page, "bot-chosen")
    page.close()


@pytest.mark.journey
def test_a_word_calls_a_specialist(browser: Browser, portal: Portal) -> None:
    page = thread(browser, portal, CALLING, "ru", DESKTOP)
    expect(page.locator("[data-bar]").get_by_role("button", name="Позвать специалиста")).to_be_visible()
    write(page, "0")
    expect(page.locator(".event").last).to_contain_text("Вы позвали специалиста")
    expect(page.locator("[data-bar]").get_by_role("button", name="Позвать специалиста")).to_have_count(0)
    shot(page, "bot-called")
    write(page, "какой у меня баланс")
    expect(page.locator(".msg.me").last).to_contain_text("отправлено")
    expect(page.locator(".msg:not(.me)")).to_have_count(0)
    page.close()
