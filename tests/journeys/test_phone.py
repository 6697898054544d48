"""The simulator's telephone in a browser: SMS from it, commands, the voice menu, and how it treats what it gets."""

import re

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from cabinet.embedded.children import wait_until
from tests.look.audit import DESKTOP, PHONE, audit_everywhere, watched
from tests.look.test_pages import opened
from tests.portal import Portal
from tests.subscriber import PATIENCE, sms_of

WORDS = {
    "ru": {"write": "Написать SMS", "send": "Отправить SMS", "calls": "Вызовы", "call": "Вызвать", "close": "Закрыть",
           "settings": "Настройки", "late": "С опозданием", "refuse": "Не принимать SMS", "save": "Сохранить",
           "messages": "Сообщения", "mine": "Вы → 0611", "hang_up": "Положить трубку"},
    "en": {"write": "Write an SMS", "send": "Send SMS", "calls": "Calls", "call": "Call", "close": "Close",
           "settings": "Settings", "late": "Late", "refuse": "Accept no SMS", "save": "Save",
           "messages": "Messages", "mine": "You → 0611", "hang_up": "Hang up"},
}  # fmt: skip
WAYS = [
    pytest.param("ru", PHONE, "79100000040", id="ru-phone"),
    pytest.param("en", DESKTOP, "79100000041", id="en-desktop"),
]
BUSY = "79100000042"  # with an exchange that waits for the person, whoever answers commands here


def open_app(page: Page, name: str) -> None:
    page.locator(".dock a", has_text=name).click()
    expect(page.locator(".dock a[aria-current]")).to_have_text(re.compile(name))


def in_portal(portal: Portal, code: str) -> None:
    imports = "from django.utils import timezone\nfrom datetime import timedelta\nfrom cabinet.sms.models import *\n"
    portal.manage("shell", "-v", "0", "-c", imports + code)


def promise_notice(portal: Portal, msisdn: str, key: str) -> None:
    in_portal(
        portal,
        "from cabinet.sms.services.outbox import enqueue\nnow = timezone.now()\n"
        f"enqueue(msisdn='{msisdn}', text='Вам ответили', kind=SmsKind.NOTICE, now=now, dedup_key='{msisdn} {key}',"
        " not_after=now + timedelta(hours=1))",
    )


def found(portal: Portal, query: str, value: str) -> str:
    """What one row of the portal's database says: a state may last for seconds only."""
    with psycopg.connect(portal.database_url) as connection:
        row = connection.execute(query, [value]).fetchone()
    return str(row[0]) if row else ""


def becomes(portal: Portal, key: str, status: str) -> bool:
    query = "SELECT status FROM sms_smsmessage WHERE dedup_key = %s"
    return wait_until(lambda: found(portal, query, key) == status, seconds=PATIENCE)


def write(page: Page, words: dict[str, str], text: str) -> None:
    page.get_by_text(words["write"], exact=True).click()
    page.locator("[name=text]").fill(text)
    page.get_by_role("button", name=words["send"]).click()


@pytest.mark.journey
@pytest.mark.parametrize(("language", "viewport", "msisdn"), WAYS)
def test_write_call_and_choose_how_it_behaves(
    portal: Portal, browser: Browser, language: str, viewport: dict[str, int], msisdn: str
) -> None:
    page, words = opened(browser, portal, language, viewport), WORDS[language]
    page.goto(f"{portal.url}/phone/{msisdn}/")
    audit_everywhere(page)

    # An SMS from it: nothing typed says why, what was sent lies on the screen and came in
    write(page, words, "")
    expect(page.locator("#errors")).to_be_visible()
    audit_everywhere(page)
    page.locator("[name=text]").fill("СТОП 5051")
    page.get_by_role("button", name=words["send"]).click()
    expect(page.locator(".sms.mine")).to_contain_text("СТОП 5051")
    expect(page.locator(".sms.mine")).to_contain_text(words["mine"])
    handled = "SELECT count(*) FROM sms_incomingsms WHERE msisdn = %s AND handled_at IS NOT NULL"
    assert wait_until(lambda: found(portal, handled, msisdn) == "1", seconds=PATIENCE)

    # A command, then the voice menu: whatever is said, it stands there until it is closed
    open_app(page, words["calls"])
    audit_everywhere(page)
    for number in ("*102#", "0611"):
        page.locator("[name=number]").first.fill(number)
        page.get_by_role("button", name=words["call"], exact=True).click()
        expect(page.locator(".said")).not_to_be_empty()
        audit_everywhere(page)
        page.locator("form[action$='/end/'] button").click()
        expect(page.locator(".said")).to_have_count(0)

    # It reports late, and then refuses
    open_app(page, words["settings"])
    page.get_by_role("radio", name=words["late"]).check()
    page.get_by_role("button", name=words["save"]).click()
    expect(page.get_by_role("radio", name=words["late"])).to_be_checked()
    audit_everywhere(page)
    promise_notice(portal, msisdn, "late")
    assert becomes(portal, f"{msisdn} late", "sent")
    assert becomes(portal, f"{msisdn} late", "delivered")
    page.get_by_role("checkbox", name=words["refuse"]).check()
    page.get_by_role("button", name=words["save"]).click()
    expect(page.get_by_role("checkbox", name=words["refuse"])).to_be_checked()
    promise_notice(portal, msisdn, "refused")
    assert becomes(portal, f"{msisdn} refused", "failed")
    assert [message["text"] for message in sms_of(portal, msisdn)].count("Вам ответили") == 1


def set_exchange(portal: Portal, exchange: str) -> None:
    in_portal(
        portal,
        f"Handset.objects.update_or_create(msisdn='{BUSY}', defaults=dict(exchange='{exchange}', goes_on=True,"
        " exchange_id='x', shows='Нажмите 1, чтобы узнать баланс\\n0 — специалист', acted_at=timezone.now()))",
    )


@pytest.mark.journey
@pytest.mark.parametrize("exchange", ["call", "ussd"])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_call_and_a_session_that_go_on(portal: Portal, browser: Browser, language: str, exchange: str) -> None:
    page = opened(browser, portal, language, PHONE if language == "ru" else DESKTOP)
    set_exchange(portal, exchange)
    page.goto(f"{portal.url}/phone/{BUSY}/?app=calls")
    expect(page.locator(".said")).to_contain_text("Нажмите 1")
    audit_everywhere(page)
    if exchange == "call":
        expect(page.locator(".keypad button")).to_have_count(12)
        page.get_by_role("button", name=WORDS[language]["hang_up"]).click()
    else:
        page.locator("[name=text]").fill("")
        page.locator("form[action$='/reply/'] button").click()
        expect(page.locator("#errors")).to_be_visible()
        audit_everywhere(page)
        page.get_by_role("button", name=WORDS[language]["close"]).click()
    expect(page.locator("[name=number]").first).to_be_visible()


@pytest.mark.journey
def test_without_javascript(portal: Portal, browser: Browser) -> None:
    page = watched(browser, locale="ru-RU", viewport=PHONE, java_script_enabled=False)
    words = WORDS["ru"]
    page.goto(f"{portal.url}/phone/79100000043/")
    write(page, words, "СТОП")
    expect(page.locator(".sms.mine")).to_contain_text("СТОП")
    page.get_by_role("link", name="Обновить").click()
    expect(page.locator(".sms.mine")).to_have_count(1)
    open_app(page, words["calls"])
    page.locator("[name=number]").first.fill("*102#")
    page.get_by_role("button", name=words["call"], exact=True).click()
    expect(page.locator(".said")).not_to_be_empty()
    open_app(page, words["settings"])
    page.get_by_role("radio", name=words["late"]).check()
    page.get_by_role("button", name=words["save"]).click()
    expect(page.get_by_role("radio", name=words["late"])).to_be_checked()
