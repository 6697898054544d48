"""A subscriber takes a copy of their data, asks to close the cabinet, and thinks again."""

import io
import re
import zipfile

import pytest
from playwright.sync_api import Browser, expect

from tests.look.audit import PHONE, audit_everywhere, follow
from tests.look.test_pages import opened, sign_in
from tests.portal import Portal
from tests.subscriber import PATIENCE, new_sms, sms_of

pytestmark = pytest.mark.journey

RUSSIAN, ENGLISH = "79100000032", "79100000033"


@pytest.mark.parametrize(
    ("number", "language", "words"),
    [
        (RUSSIAN, "ru", ("Мои данные", "Собрать копию", "Скачать", "Закрыть кабинет", "Оставить кабинет")),
        (ENGLISH, "en", ("My data", "Make a copy", "Download", "Close your profile", "Keep your profile")),
    ],
)
def test_a_copy_is_taken_and_a_closing_taken_back(
    portal: Portal, browser: Browser, number: str, language: str, words: tuple[str, ...]
) -> None:
    mine, make, download, close, keep = words
    page = opened(browser, portal, language, PHONE)
    sign_in(page, portal, number)
    seen = len(sms_of(portal, number))

    page.goto(f"{portal.url}/settings/")
    follow(page.get_by_role("link", name=re.compile(mine)))
    audit_everywhere(page)
    follow(page.get_by_role("link", name=make))  # the code of a moment ago is fresh enough
    audit_everywhere(page)
    page.get_by_role("button", name=make).click()
    text = new_sms(portal, number, after=seen)
    page.goto(re.search(r"https?://\S+", text)[0])
    audit_everywhere(page)
    with page.expect_download(timeout=PATIENCE * 1000) as started:
        page.get_by_role("link", name=download, exact=True).click()
    archive = zipfile.ZipFile(io.BytesIO(started.value.path().read_bytes()))
    assert archive.testzip() is None
    assert number in archive.read("numbers.json").decode()

    page.goto(f"{portal.url}/settings/data/close/")
    audit_everywhere(page)
    page.get_by_role("button", name=close).click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.locator("[name=sure]").check()
    page.get_by_role("button", name=close).click()
    expect(page.get_by_role("button", name=keep)).to_be_visible()
    page.goto(f"{portal.url}/")
    audit_everywhere(page)
    follow(page.get_by_role("button", name=keep))
    expect(page.get_by_role("status")).to_be_visible()  # «Кабинет остаётся»
    expect(page.get_by_role("button", name=keep)).to_have_count(0)
