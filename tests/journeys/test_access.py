"""Access of another person (A9): given, taken, used, taken back while their pages are open, forbidden to everybody."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.look.audit import DESKTOP, PHONE, audit_everywhere, follow, watched
from tests.look.test_pages import sign_in
from tests.portal import Portal
from tests.subscriber import sms_of

OWNER, FRIEND = "79100000038", "79100000027"


def person(browser: Browser, portal: Portal, msisdn: str, viewport: dict[str, int]) -> Page:
    page = watched(browser, locale="ru-RU", viewport=viewport)
    sign_in(page, portal, msisdn)
    return page


def test_access_is_given_taken_used_taken_back_and_forbidden(portal: Portal, browser: Browser) -> None:
    owner = person(browser, portal, OWNER, PHONE)
    friend = person(browser, portal, FRIEND, DESKTOP)

    owner.goto(f"{portal.url}/settings/")
    owner.get_by_role("link", name="Доступ других людей").click()
    expect(owner.get_by_text("Сейчас доступ есть только у вас")).to_be_visible()
    audit_everywhere(owner)
    offer(owner, "12")
    expect(owner.get_by_role("alert")).to_contain_text("Номер не распознан")
    audit_everywhere(owner)
    offer(owner, OWNER)
    expect(owner.get_by_role("alert")).to_contain_text("Это ваш номер")
    offer(owner, FRIEND)
    expect(owner.get_by_text("Предложение отправлено")).to_be_visible()
    audit_everywhere(owner)

    friend.goto(portal.url)
    friend.get_by_role("link", name="Посмотреть", exact=True).click()
    expect(friend.get_by_role("heading", level=1)).to_contain_text("Галина О. даёт вам доступ")
    audit_everywhere(friend)
    friend.get_by_role("button", name="Принять").click()
    expect(friend.get_by_text("Доступ принят")).to_be_visible()
    expect(friend.get_by_text("Доступ от: Галина О.")).to_be_visible()
    audit_everywhere(friend)
    theirs = friend.url.rpartition("line=")[2]

    friend.goto(f"{portal.url}/chat/?line={theirs}")
    friend.locator("button[name=topic]").first.click()
    friend.locator("textarea[name=text]").fill("Вопрос не для владельца")
    friend.locator(".composer button").first.click()
    expect(friend.locator(".msg.me").last).to_contain_text("отправлено")
    owner.goto(f"{portal.url}/chat/?line={theirs}")
    expect(owner.get_by_text("Здесь будет всё, о чём вы спрашивали")).to_be_visible()

    owner.goto(f"{portal.url}/settings/access/")
    expect(owner.get_by_text("управляет, с детализацией")).to_be_visible()
    audit_everywhere(owner)
    follow(owner.get_by_role("link", name="Изменить"))
    audit_everywhere(owner)
    owner.get_by_role("link", name="Оставить как есть").click()
    follow(owner.get_by_role("link", name="Закрыть"))
    audit_everywhere(owner)
    owner.get_by_role("button", name="Закрыть доступ").click()
    expect(owner.get_by_text("Доступ закрыт")).to_be_visible()

    expect(friend.get_by_text("Этот разговор вам больше не доступен")).to_be_visible(timeout=10_000)
    assert friend.goto(f"{portal.url}/?line={theirs}").status == 404  # type: ignore[union-attr]
    assert any("закрыл вам доступ" in message["text"] for message in wait_for_notice(portal, friend))

    offer(owner, FRIEND)
    friend.goto(f"{portal.url}/numbers/")
    friend.get_by_role("link", name="Посмотреть", exact=True).click()
    friend.get_by_role("button", name="Принять").click()
    friend.goto(f"{portal.url}/?line={theirs}")
    expect(friend.locator(".balance")).to_be_visible()
    owner.goto(f"{portal.url}/settings/access/")
    owner.get_by_role("link", name="Запретить доступ другим").click()
    expect(owner.get_by_text("Перестанут видеть номера")).to_be_visible()
    audit_everywhere(owner)
    owner.get_by_role("button", name="Запретить доступ другим").click()
    expect(owner.get_by_text("сейчас не действует")).to_be_visible()
    audit_everywhere(owner)
    assert friend.reload().status == 404  # type: ignore[union-attr]
    follow(owner.locator("main").get_by_role("link", name="Разрешить", exact=True))
    audit_everywhere(owner)
    owner.get_by_role("button", name="Разрешить доступ другим").click()
    assert friend.reload().status == 200  # type: ignore[union-attr]

    friend.get_by_role("link", name="Номера").first.click()
    follow(friend.get_by_role("link", name=re.compile("Назвать или убрать номер 910 000-00-38")))
    audit_everywhere(friend)
    follow(friend.get_by_role("link", name="Убрать из кабинета"))
    audit_everywhere(friend)
    friend.get_by_role("button", name=re.compile("Убрать 910")).click()
    expect(friend.get_by_text("убран из кабинета")).to_be_visible()


def offer(owner: Page, msisdn: str) -> None:
    """«Управлять» of the first number, with details."""
    owner.goto(owner.url.split("/settings/")[0] + "/settings/access/offer/")
    owner.get_by_label("Номер телефона").fill(msisdn)
    owner.get_by_label("Управлять").check()
    owner.get_by_label("С детализацией").check()
    owner.get_by_role("button", name="Предложить доступ").click()


def wait_for_notice(portal: Portal, page: Page) -> list[dict[str, str]]:
    """The notices on the friend's telephone, once the one about the end of the access is there."""
    for _half_second in range(40):
        notices = [message for message in sms_of(portal, FRIEND) if message["kind"] == "notice"]
        if any("закрыл" in message["text"] for message in notices):
            break
        page.wait_for_timeout(500)
    return notices
