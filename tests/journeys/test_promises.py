"""What the chat promises to who writes: a picture arrives, a word is mended, a draft goes on elsewhere, nobody is cut
short, and one tap says how it was."""

import io
import re

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.chat.test_in_browser import conversation
from tests.journeys.test_main_job import specialist
from tests.look.audit import DESKTOP, PHONE, audit, audit_everywhere, follow
from tests.look.test_pages import opened
from tests.portal import Portal

PATIENCE = 20_000  # ms


def picture() -> dict[str, object]:
    out = io.BytesIO()
    Image.new("RGB", (1200, 900), "teal").save(out, "PNG")
    return {"name": "счёт.png", "mimeType": "image/png", "buffer": out.getvalue()}


def write(page: Page, text: str) -> None:
    page.locator("#text").fill(text)
    page.locator(".composer .send").click()


def test_a_picture_arrives_and_a_word_is_mended(portal: Portal, browser: Browser) -> None:
    page = opened(browser, portal, "ru", PHONE)
    conversation(page, portal, "79100000119")
    page.locator("input[name=files]").set_input_files([picture()])
    expect(page.get_by_role("button", name="Убрать: счёт.png")).to_be_visible()
    audit(page)
    write(page, "Вот счот")
    shown = page.locator(".msg.me .files img")
    expect(shown).to_be_visible(timeout=PATIENCE)
    assert shown.evaluate("async (image) => { await image.decode(); return image.naturalWidth; }") == 480
    follow(page.get_by_role("link", name="изменить"))
    audit_everywhere(page)
    page.locator("#text").fill("Вот счёт")
    follow(page.get_by_role("button", name="Сохранить"))
    expect(page.locator(".msg.me .text").last).to_have_text("Вот счёт")
    expect(page.locator(".msg.me").last).to_contain_text("изменено")
    audit_everywhere(page)


def test_nobody_is_cut_short_and_one_tap_says_how_it_was(portal: Portal, browser: Browser) -> None:
    number = "79100000120"
    page = opened(browser, portal, "en", PHONE)
    conversation(page, portal, number)
    page.get_by_role("button", name="Call a specialist").click()
    write(page, f"Why 30 roubles? {number}")
    anna = specialist(portal, browser, "anna")
    anna.locator(".queue a", has_text=number).click()
    anna.locator("#text").press_sequentially("Это подписка, отключила.", delay=50)
    expect(page.get_by_text("The specialist is typing")).to_be_visible(timeout=PATIENCE)
    anna.get_by_role("button", name="Ответить").click()
    expect(page.locator(".msg", has_text="отключила")).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".msg.me .edit:visible")).to_have_count(0)  # what was answered is changed no more

    with page.expect_response("**/draft"):
        page.locator("#text").type("Thank you, and al")
    follow(anna.get_by_role("button", name="Предложить закрыть"))
    expect(anna.get_by_text(re.compile("Абонент (сейчас пишет|начал сообщение)"))).to_be_visible()
    write(page, "Thank you!")
    expect(anna.locator(".msg", has_text="Thank you!")).to_be_visible(timeout=PATIENCE)
    follow(anna.get_by_role("button", name="Предложить закрыть"))
    expect(anna.locator("[data-closing]")).to_contain_text("Закроется")
    expect(page.locator("[data-closing]")).to_contain_text("Is your question solved?", timeout=PATIENCE)
    expect(page.locator("[data-closing] time")).to_have_text(re.compile(r"^9:\d\d$"))
    audit_everywhere(page)

    page.get_by_role("button", name="Yes, thank you").click()
    page.get_by_role("button", name="4 well").click(timeout=PATIENCE)
    expect(page.get_by_text("Your rating: 4 of 5")).to_be_visible(timeout=PATIENCE)
    expect(anna.get_by_text("Абонент оценил ответ: 4 из 5")).to_be_visible(timeout=PATIENCE)
    page.get_by_text("Change it or add words").click()
    audit_everywhere(page)
    anna.close()


def test_what_was_begun_on_the_telephone_is_sent_from_the_computer(portal: Portal, browser: Browser) -> None:
    telephone = opened(browser, portal, "ru", PHONE)
    path = conversation(telephone, portal, "79100000121")
    with telephone.expect_response("**/draft"):
        telephone.locator("#text").type("Начато в метро")
    computer = opened(browser, portal, "ru", DESKTOP)
    computer.context.add_cookies(telephone.context.cookies())
    computer.goto(portal.url + path)
    expect(computer.locator("#text")).to_have_value("Начато в метро")
    write(computer, "Начато в метро, окончено дома")
    expect(computer.locator(".msg.me[data-seq]")).to_have_count(1, timeout=PATIENCE)
    telephone.reload()
    expect(telephone.locator("#text")).to_have_value("")
    expect(telephone.locator(".msg.me .text")).to_have_text(["Начато в метро, окончено дома"])
    telephone.close()
    computer.close()
