"""Money from one number to another in a browser, and the same two steps on a telephone (B8, N4)."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.test_commands import WORDS as PHONE_WORDS
from tests.journeys.test_commands import dial, open_app, shows
from tests.look.audit import DESKTOP, PHONE, audit_everywhere, watched
from tests.look.test_pages import opened, sign_in
from tests.portal import Portal
from tests.subscriber import codes_of, new_code, new_sms, sms_of

GIVER, TAKER = "79100000061", "79100000062"


def money(page: Page, portal: Portal, msisdn: str) -> str:
    """What the telephone says that there is: `*102#`."""
    words = PHONE_WORDS["ru"]
    page.goto(f"{portal.url}/phone/{msisdn}/")
    open_app(page, words["calls"])
    dial(page, "*102#", words)
    said = re.search(r"[\d ]+,\d\d", page.locator(".said").inner_text())
    assert said
    page.get_by_role("button", name=words["close"]).click()
    return said[0]


def kopecks(money: str) -> int:
    return int(re.sub(r"\D", "", money))


@pytest.mark.journey
def test_money_is_sent_with_a_code_and_both_sides_see_it(browser: Browser, portal: Portal) -> None:
    page = opened(browser, portal, "ru", PHONE)
    before = [kopecks(money(page, portal, msisdn)) for msisdn in (GIVER, TAKER)]
    sign_in(page, portal, GIVER)
    page.goto(f"{portal.url}/payments/transfer/")
    page.locator("[name=phone]").fill("8 910 000-00-62")
    page.locator("[name=amount]").fill("20")
    seen, told = len(codes_of(portal, GIVER)), len(sms_of(portal, TAKER))
    page.get_by_role("button", name="Дальше: получить код").click()
    expect(page.get_by_role("button", name=re.compile("Перевести 20,00"))).to_be_visible()
    expect(page.locator("main")).to_contain_text("+7 910 000-00-62")
    audit_everywhere(page)
    page.locator("[name=code]").fill(new_code(portal, GIVER, after=seen))
    page.get_by_role("button", name=re.compile("Перевести 20,00")).click()
    expect(page.locator("main")).to_contain_text("Переведено 20,00")
    page.goto(f"{portal.url}/finance/operations/")
    expect(page.locator("main")).to_contain_text("Перевод на +7 910 ••• 00-62")
    assert "Вам перевели 20,00 руб., отправитель +7 910 000-00-61" in new_sms(portal, TAKER, after=told)
    after = [kopecks(money(page, portal, msisdn)) for msisdn in (GIVER, TAKER)]
    assert after == [before[0] - 2000, before[1] + 2000]
    page.close()


@pytest.mark.journey
def test_both_steps_on_a_telephone(browser: Browser, portal: Portal) -> None:
    giver, taker, words = "79100000063", "79100000064", PHONE_WORDS["ru"]
    page = watched(browser, locale="ru-RU", viewport=DESKTOP)
    page.goto(f"{portal.url}/phone/{giver}/")
    open_app(page, words["calls"])
    seen, told = len(codes_of(portal, giver)), len(sms_of(portal, taker))
    dial(page, f"*145*{taker}*20#", words)
    shows(page, "Подтвердите: *145*код#")
    page.get_by_role("button", name=words["close"]).click()
    dial(page, f"*145*{new_code(portal, giver, after=seen)}#", words)
    shows(page, "Переведено 20,00 руб. на +7 910 000-00-64. Осталось")
    assert "Вам перевели 20,00 руб." in new_sms(portal, taker, after=told)
    page.close()
