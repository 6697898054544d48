"""A lost telephone (A11), a number that comes from elsewhere (A10), and the history of both (T8), in the browser."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from cabinet.embedded.children import wait_until
from tests.look.audit import DESKTOP, PHONE, audit_everywhere, follow, watched
from tests.look.test_pages import opened, sign_in
from tests.portal import Portal
from tests.subscriber import PATIENCE, sms_of

LOST = "79100000029"
PASSWORD = "гроза над Волгой 1980"
WAYS = [
    pytest.param("ru", PHONE, "79100000030", id="ru-phone"),
    pytest.param("en", DESKTOP, "79100000031", id="en-desktop"),
]
MOVED = {"79100000030": "9261113300", "79100000031": "9261113301"}


def set_password(portal: Portal, msisdn: str) -> None:
    """As the owner did before the telephone was lost."""
    portal.manage(
        "shell", "-v", "0", "-c",
        "from cabinet.accounts.models import Line\n"
        f"owner = Line.objects.get(msisdn='{msisdn}', closed_at=None).contract.owner\n"
        f"owner.set_password('{PASSWORD}')\nowner.save()",
    )  # fmt: skip


def network_says_blocked(portal: Portal, msisdn: str) -> bool:
    said = portal.manage(
        "shell", "-v", "0", "-c",
        "from cabinet.network.selectors import simulated_as_blocked\n"
        f"print(simulated_as_blocked('{msisdn}'))",
    )  # fmt: skip
    return said.strip() == "True"


def sign_in_by_password(page: Page, portal: Portal, msisdn: str) -> None:
    page.goto(f"{portal.url}/login/password/")
    page.locator("[name=phone]").fill(msisdn)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form .btn").first.click()
    page.wait_for_url(f"{portal.url}/")


def until_status(page: Page, badge: str) -> None:
    """Refresh the page of a request until it says `badge`."""

    def says() -> bool:
        page.reload()
        return badge in page.locator("main .badge").first.inner_text()

    assert wait_until(says, seconds=2 * PATIENCE), page.locator("main").inner_text()


@pytest.mark.journey
def test_a_lost_telephone_opens_nothing_any_more_and_its_owner_gets_it_back(portal: Portal, browser: Browser) -> None:
    set_password(portal, LOST)
    thief = watched(browser, locale="ru-RU", viewport=PHONE)
    sign_in(thief, portal, LOST)
    thief.goto(f"{portal.url}/chat/")
    thief.get_by_role("button", name="Вопрос по услугам").click()
    expect(thief.get_by_role("textbox", name="Сообщение")).to_be_visible()

    owner = watched(browser, locale="ru-RU", viewport=DESKTOP)
    sign_in_by_password(owner, portal, LOST)
    owner.goto(f"{portal.url}/numbers/")
    follow(owner.get_by_role("link", name=re.compile("Заблокировать")))
    audit_everywhere(owner)
    owner.get_by_label(re.compile("потеряли или украли")).check()
    owner.get_by_role("button", name=re.compile("Заблокировать")).click()
    owner.wait_for_url("**/requests/**")
    until_status(owner, "выполнена")
    audit_everywhere(owner)
    assert network_says_blocked(portal, LOST)

    # The open chat of the thief ends by itself, and no page opens any more.
    expect(thief.locator("[data-trouble=signedOut]")).to_be_visible(timeout=10_000)
    thief.goto(f"{portal.url}/settings/")
    expect(thief).to_have_url(re.compile("/login/"))
    before = len(sms_of(portal, LOST))
    thief.locator("[name=phone]").fill(LOST)
    thief.locator("[name=how][value=code]").click()
    expect(thief.get_by_text(re.compile("придёт SMS с кодом"))).to_be_visible()  # it looks as always

    owner.goto(portal.url)
    expect(owner.get_by_text("Номер заблокирован")).to_be_visible()
    audit_everywhere(owner)
    follow(owner.get_by_role("link", name="Разблокировать"))
    audit_everywhere(owner)
    owner.get_by_role("button", name=re.compile("Разблокировать")).click()
    owner.wait_for_url("**/requests/**")
    until_status(owner, "выполнена")
    assert not network_says_blocked(portal, LOST)
    new = sms_of(portal, LOST)[: len(sms_of(portal, LOST)) - before]
    assert not [message for message in new if message["kind"] == "code"]

    owner.goto(f"{portal.url}/requests/")
    expect(owner.locator("main .list li")).to_have_count(2)
    audit_everywhere(owner)


@pytest.mark.journey
@pytest.mark.parametrize(("language", "viewport", "msisdn"), WAYS)
def test_a_number_comes_from_another_operator(
    portal: Portal, browser: Browser, language: str, viewport: dict[str, int], msisdn: str
) -> None:
    page = opened(browser, portal, language, viewport)
    sign_in(page, portal, msisdn)
    page.goto(f"{portal.url}/requests/")
    audit_everywhere(page)  # nothing yet
    page.goto(f"{portal.url}/numbers/port-in/")
    audit_everywhere(page)
    follow(page.locator("main form .btn"))
    audit_everywhere(page)  # what is missing is said
    page.locator("[name=phone]").fill(MOVED[msisdn])
    page.locator("[name=donor]").select_option(index=1)
    page.locator("[name=document]").fill("45 10 123456")
    page.locator("[name=consent]").check()
    page.locator("main form .btn").click()
    page.wait_for_url("**/requests/**")
    audit_everywhere(page)
    follow(page.get_by_role("link", name=re.compile("Отменить заявку|Cancel the request")))
    audit_everywhere(page)
    page.get_by_role("link", name=re.compile("Нет, оставить|No, keep it")).click()
    until_status(page, "выполнена" if language == "ru" else "done")
    audit_everywhere(page)
    page.goto(f"{portal.url}/numbers/")
    expect(page.locator("main").get_by_text("926 111-33").first).to_be_visible()
    assert wait_until(lambda: bool(sms_of(portal, "7" + MOVED[msisdn])), seconds=PATIENCE)
    line = page.locator("main a[href*='/block/']").first.get_attribute("href")
    page.goto(f"{portal.url}{line}")
    audit_everywhere(page)
    follow(page.locator("main form .btn"))
    audit_everywhere(page)
