"""A permanent password, set, used, changed and forgotten; a login of one's own; ways in without SMS (A2, A3, A6)."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.test_main_job import fresh_token
from tests.look.audit import DESKTOP, PHONE, audit_everywhere, follow, watched
from tests.look.test_pages import code_sent_to, opened, sign_in
from tests.portal import Portal
from tests.subscriber import card, sms_of

WAYS = [
    pytest.param("ru", PHONE, "79100000013", id="ru-phone"),
    pytest.param("en", DESKTOP, "79100000014", id="en-desktop"),
]
WITHOUT = "79100000015"  # the line of the journeys below
CALLER = ("24-0115", "79100000015")
FIRST, SECOND, THIRD = "гроза над Волгой", "ледоход на Оке", "туман над Камой"
SECURITY = "/settings/security/"


def press(page: Page) -> None:
    """The one main button of the page's form."""
    page.locator("main form button.btn.wide:not(.quiet)").first.click()


def choose(page: Page, password: str) -> None:
    page.locator("[name=password]").fill(password)
    press(page)


def by_password(page: Page, portal: Portal, who: str, password: str) -> None:
    page.goto(f"{portal.url}/login/")
    page.locator("[name=phone]").fill(who)
    page.locator("[name=how][value=password]").click()
    page.wait_for_url("**/login/password/")
    expect(page.locator("[name=phone]")).to_have_value(who)
    page.locator("[name=password]").fill(password)
    press(page)
    page.wait_for_url(f"{portal.url}/")


def sign_out(page: Page, portal: Portal) -> None:
    page.goto(f"{portal.url}/logout/")
    page.locator("main form button.btn").first.click()
    page.wait_for_url(f"{portal.url}/")


def new_code(page: Page, portal: Portal, msisdn: str, before: int) -> str:
    """The code of an SMS that came after `before` of them lay on the phone."""
    handset = page.context.new_page()
    handset.goto(f"{portal.url}/phone/{msisdn}/")
    codes = handset.locator(".sms", has_text=re.compile(r"#\d{6}"))
    expect(codes).to_have_count(before + 1, timeout=20_000)
    found = re.search(r"#(\d{6})", codes.first.inner_text())
    handset.close()
    assert found
    return found[1]


def codes_on(portal: Portal, msisdn: str) -> int:
    return sum("#" in message["text"] for message in sms_of(portal, msisdn))


@pytest.mark.parametrize(("language", "viewport", "msisdn"), WAYS)
def test_set_it_sign_in_with_it_and_by_a_login_forget_it(
    portal: Portal, browser: Browser, language: str, viewport: dict[str, int], msisdn: str
) -> None:
    page = opened(browser, portal, language, viewport)
    login = f"maria.{msisdn[-2:]}"
    sign_in(page, portal, msisdn)

    # Set: the rule is there before typing, and what is refused says why
    page.goto(portal.url + SECURITY)
    follow(page.locator("main a[href$='/security/password/']"))
    audit_everywhere(page)
    choose(page, "йцукен123")
    expect(page.locator("#errors")).to_be_visible()
    audit_everywhere(page)
    page.locator("[name=password]").fill(FIRST)
    page.locator("[data-shows=id_password]").click()
    expect(page.locator("[name=password]")).to_have_attribute("type", "text")
    press(page)
    page.wait_for_url(f"**{SECURITY}")
    expect(page.get_by_role("status")).to_be_visible()

    # A login of one's own
    follow(page.locator("main a[href$='/security/login/']"))
    audit_everywhere(page)
    page.locator("[name=login]").fill("9031234567")
    press(page)
    expect(page.locator("#errors")).to_be_visible()
    expect(page.locator("[name=login]")).to_have_value("9031234567")
    audit_everywhere(page)
    page.locator("[name=login]").fill(login)
    press(page)
    page.wait_for_url(f"**{SECURITY}")
    audit_everywhere(page)

    # Out, and in again by the number, and by the login
    sign_out(page, portal)
    by_password(page, portal, msisdn, FIRST)
    sign_out(page, portal)
    by_password(page, portal, login.upper(), FIRST)

    # Who came by the password gives it to change it; another browser is signed out
    other = opened(browser, portal, language, viewport)
    by_password(other, portal, login, FIRST)
    page.goto(f"{portal.url}{SECURITY}password/")
    audit_everywhere(page)
    page.locator("[name=old_password]").fill(FIRST)
    choose(page, SECOND)
    page.wait_for_url(f"**{SECURITY}")
    other.goto(portal.url + SECURITY)
    other.wait_for_url("**/login/?next=**")

    # Forgotten: a code, a new password, in
    sign_out(page, portal)
    page.goto(f"{portal.url}/login/password/")
    audit_everywhere(page)
    follow(page.locator("main a[href='/login/recover/']"))
    audit_everywhere(page)
    seen = codes_on(portal, msisdn)
    page.locator("[name=phone]").fill(msisdn)
    press(page)
    page.wait_for_url("**/login/code/")
    audit_everywhere(page)
    page.locator("[name=code]").fill(new_code(page, portal, msisdn, seen))
    press(page)
    page.wait_for_url("**/login/new-password/")
    audit_everywhere(page)
    choose(page, THIRD)
    page.wait_for_url(f"{portal.url}/")
    expect(page.locator(".balance")).to_be_visible()
    told = [message["text"] for message in sms_of(portal, msisdn) if message["kind"] == "notice"]
    assert sum(text.startswith("Задан новый пароль") for text in told) == 3
    assert sum(text.startswith("Изменён логин") for text in told) == 1


def test_after_signing_out_the_back_button_shows_nothing(portal: Portal, browser: Browser) -> None:
    page = watched(browser, locale="ru-RU", viewport=PHONE)
    sign_in(page, portal, WITHOUT)
    page.goto(f"{portal.url}/settings/")
    page.goto(portal.url + SECURITY)
    expect(page.get_by_role("heading", name="Где вы вошли")).to_be_visible()
    page.locator("footer form[action='/logout/'] button").click()
    expect(page.get_by_text("Вы вышли из кабинета")).to_be_visible()

    page.go_back()

    page.wait_for_url("**/login/**")
    expect(page.get_by_role("heading", name="Где вы вошли")).to_have_count(0)


def test_a_modem_reads_its_code_in_its_own_program(portal: Portal, browser: Browser) -> None:
    modem = "79067777731"
    page = watched(browser, locale="ru-RU", viewport=PHONE)
    page.goto(f"{portal.url}/login/")
    follow(page.get_by_role("link", name="У меня модем"))
    audit_everywhere(page)
    press(page)
    expect(page.locator("#errors")).to_be_visible()
    page.locator("[name=phone]").fill("8 906 777-77-31")
    press(page)
    page.wait_for_url("**/login/code/")
    expect(page.get_by_text("в программе модема", exact=False).first).to_be_visible()
    audit_everywhere(page)
    page.locator("[name=code]").fill(code_sent_to(page, portal, modem))
    press(page)
    page.wait_for_url(f"{portal.url}/")


def test_without_sms_the_call_centre_reads_a_password_out(portal: Portal, browser: Browser) -> None:
    contract, number = CALLER
    vera = watched(browser, locale="ru-RU", viewport=DESKTOP)
    vera.goto(f"{portal.url}/login/password/")
    vera.locator("[name=phone]").fill("vera")
    vera.locator("[name=password]").fill(
        next(row for row in card(portal)["staff"] if row["login"] == "vera")["password"]
    )
    press(vera)
    vera.wait_for_url("**/login/otp/")
    vera.locator("[name=token]").fill(fresh_token(portal, "vera", vera))
    press(vera)
    vera.wait_for_url("**/admin/accounts/onetimepassword/add/")
    vera.locator("[name=contract]").fill(contract)
    vera.locator("[name=document]").fill("1234")
    vera.locator("[name=number]").fill(number)
    vera.locator("[name=how][value=read_out]").check()
    vera.locator("input[type=submit]").click()
    heard = vera.locator("h2.num").inner_text()
    assert re.fullmatch(r"(\d\d ){4}\d\d", heard)

    page = browser.new_context(locale="ru-RU", viewport=PHONE, java_script_enabled=False).new_page()
    page.goto(f"{portal.url}/login/password/")
    page.locator("[name=phone]").fill(number)
    page.locator("[name=password]").fill(heard)
    press(page)
    page.wait_for_url("**/login/new-password/")
    page.goto(f"{portal.url}/settings/")
    page.wait_for_url("**/login/?next=/settings/")  # not in yet
    page.goto(f"{portal.url}/login/new-password/")
    choose(page, FIRST)
    page.wait_for_url(f"{portal.url}/")
    expect(page.locator(".balance")).to_be_visible()
    assert any(message["text"].startswith("По звонку выдан") for message in sms_of(portal, number))
