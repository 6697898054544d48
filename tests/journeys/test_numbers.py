"""Several numbers in one cabinet (A8): one is added by its code, named, chosen from another page, and taken out."""

import re
from decimal import Decimal

from playwright.sync_api import Browser, Page, expect

from tests.look.audit import DESKTOP, PHONE, audit, audit_everywhere, follow, watched
from tests.look.test_pages import code_sent_to, opened, sign_in
from tests.portal import Portal

MINE, FREE, SOMEBODYS = "79100000025", "79100000037", "79100000036"
FAMILY = "79031234567"


def ask_for_a_code(page: Page, portal: Portal, msisdn: str) -> None:
    page.goto(f"{portal.url}/numbers/add/")
    page.locator("[name=phone]").fill(msisdn)
    page.get_by_role("button", name="Получить код").click()
    page.wait_for_url("**/numbers/add/code/")


def test_a_number_is_added_named_and_chosen(portal: Portal, browser: Browser) -> None:
    page = opened(browser, portal, "ru", PHONE)
    sign_in(page, portal, MINE)
    page.goto(f"{portal.url}/numbers/")
    expect(page.get_by_text("1 номер, 1 счёт")).to_be_visible()
    audit_everywhere(page)
    alone = money(page.locator(".balance").inner_text())

    page.get_by_role("link", name="Добавить номер").click()
    page.get_by_role("button", name="Получить код").click()
    expect(page.get_by_role("alert")).to_contain_text("Напишите номер")
    audit_everywhere(page)

    ask_for_a_code(page, portal, SOMEBODYS)
    page.locator("[name=code]").fill(code_sent_to(page, portal, SOMEBODYS))
    page.get_by_role("button", name="Добавить номер").click()
    expect(page.get_by_role("alert")).to_contain_text("уже в другом кабинете")

    ask_for_a_code(page, portal, FREE)
    audit_everywhere(page)
    page.locator("[name=code]").fill(code_sent_to(page, portal, FREE))
    page.get_by_role("button", name="Добавить номер").click()
    expect(page.get_by_text("2 номера, 2 счёта")).to_be_visible()
    balances = [money(text) for text in page.locator(".facts dd").all_inner_texts()]
    assert money(page.locator(".balance").inner_text()) == sum(balances)
    assert alone in balances
    audit_everywhere(page)

    page.get_by_role("link", name=re.compile("Назвать или убрать номер 910 000-00-37")).click()
    page.get_by_label("Как назвать этот номер").fill("Дача")
    audit_everywhere(page)
    page.get_by_role("button", name="Сохранить").click()
    expect(page.locator("main .numbers", has_text="Дача")).to_be_visible()

    page.goto(f"{portal.url}/finance/operations/?from=2026-01-01&to=2026-12-31")
    page.locator(".switch > summary").click()
    audit(page)
    page.locator(".panel a", has_text="910 000-00-25").click()
    expect(page).to_have_url(re.compile(r"/finance/operations/\?line=[0-9a-f-]{36}&from=2026-01-01&to=2026-12-31$"))
    expect(page.locator(".switch > summary")).to_contain_text("910 000-00-25")

    page.goto(f"{portal.url}/numbers/")
    page.get_by_role("link", name=re.compile("Назвать или убрать номер 910 000-00-25")).click()
    expect(page.get_by_text("Номер вашего договора убрать нельзя")).to_be_visible()


def test_pages_of_numbers_in_english_on_a_desktop(portal: Portal, browser: Browser) -> None:
    page = opened(browser, portal, "en", DESKTOP)
    sign_in(page, portal, "79100000026")
    for address in (
        "/numbers/",
        "/numbers/add/",
        "/settings/access/",
        "/settings/access/offer/",
        "/settings/access/forbid/",
    ):
        page.goto(portal.url + address)
        audit_everywhere(page)
    page.goto(f"{portal.url}/numbers/")
    follow(page.get_by_role("link", name=re.compile("Name or remove")))
    audit_everywhere(page)
    page.goto(page.url.split("?")[0] + "remove/")
    audit_everywhere(page)


def test_numbers_are_switched_without_javascript(portal: Portal, browser: Browser) -> None:
    signed_in = watched(browser, locale="ru-RU", viewport=PHONE)
    sign_in(signed_in, portal, FAMILY)
    page = browser.new_context(
        locale="ru-RU", viewport=PHONE, java_script_enabled=False, storage_state=signed_in.context.storage_state()
    ).new_page()
    page.goto(f"{portal.url}/settings/")
    page.locator(".switch > summary").click()
    page.locator(".panel a", has_text="903 123-45-69").click()
    expect(page).to_have_url(re.compile(r"/settings/\?line=[0-9a-f-]{36}$"))
    expect(page.locator(".switch > summary")).to_contain_text("903 123-45-69")


def money(text: str) -> Decimal:
    return Decimal(re.sub(r"[^0-9,−-]", "", text).replace("−", "-").replace(",", "."))
