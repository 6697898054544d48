"""A tariff is changed in a browser: from the next period and back, and now, by the sums that were shown (T1–T3)."""

import os
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.look.audit import DESKTOP, PHONE, audit_everywhere, follow
from tests.look.test_pages import opened, sign_in
from tests.portal import Portal
from tests.subscriber import new_sms, sms_of

THINKS_AGAIN, IN_A_HURRY = "79100000081", "79100000082"


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def kopecks(words: str) -> int:
    return int(re.sub(r"\D", "", words))


@pytest.mark.journey
def test_a_change_is_planned_and_thought_better_of(browser: Browser, portal: Portal) -> None:
    page = opened(browser, portal, "ru", PHONE)
    sign_in(page, portal, THINKS_AGAIN)
    follow(page.locator(".tabs").get_by_role("link", name="Тариф"))
    expect(page.locator(".mine")).to_contain_text("Вместе L")
    expect(page.locator(".mine")).to_contain_text("Следующее списание")
    shot(page, "tariffs")
    page.goto(f"{portal.url}/tariffs/compare/?code=classic&code=maximum&code=together-l")
    expect(page.locator("main")).to_contain_text("отличается")
    shot(page, "tariffs-compare")
    audit_everywhere(page)
    page.goto(f"{portal.url}/tariffs/classic/")
    audit_everywhere(page)

    follow(page.get_by_role("link", name="Посмотреть, что изменится"))
    expect(page.get_by_label("переход бесплатный")).to_be_checked()
    expect(page.locator(".plan-now")).to_be_hidden()
    shot(page, "tariff-change")
    audit_everywhere(page)
    follow(page.get_by_role("button", name=re.compile(r"^Перейти с \d")))
    expect(page.locator(".mine")).to_contain_text("«Классика»")
    shot(page, "tariffs-planned")
    audit_everywhere(page)

    follow(page.get_by_role("button", name="Остаться на «Вместе L»"))
    expect(page.locator("main")).to_contain_text("Переход отменён")
    expect(page.locator(".mine")).not_to_contain_text("«Классика»")
    page.close()


@pytest.mark.journey
def test_now_takes_what_the_button_says(browser: Browser, portal: Portal) -> None:
    page = opened(browser, portal, "ru", DESKTOP)
    sign_in(page, portal, IN_A_HURRY)
    told = len(sms_of(portal, IN_A_HURRY))
    page.goto(f"{portal.url}/tariffs/classic/change/")
    page.get_by_label(re.compile("^Сейчас, за")).check()
    button = page.get_by_role("button", name=re.compile(r"^Перейти сейчас за"))
    expect(button).to_be_visible()
    expect(page.locator(".plan-next")).to_be_hidden()
    after = page.locator(".plan-now dt", has_text="На балансе после этого").locator("+ dd").inner_text()
    shot(page, "tariff-change-now")
    audit_everywhere(page)

    follow(button)

    expect(page.locator("main")).to_contain_text("Теперь у вас «Классика»")
    expect(page.locator(".mine")).to_contain_text("Классика")
    assert kopecks(page.locator(".switch small .num").first.inner_text()) == kopecks(after)
    assert "Ваш тариф теперь «Классика»" in new_sms(portal, IN_A_HURRY, after=told)
    page.close()
