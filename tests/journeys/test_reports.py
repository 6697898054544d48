"""A subscriber orders a report, sees it become ready, and opens it; the sums are those of the page."""

import io
import re
from decimal import Decimal

import openpyxl
import pypdf
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.billing.reports.reading import sums
from tests.look.audit import DESKTOP, PHONE, audit_everywhere, follow
from tests.look.test_pages import opened, sign_in
from tests.portal import Portal
from tests.subscriber import PATIENCE

pytestmark = pytest.mark.journey

TABLE, DOCUMENT = "79100000069", "79100000070"
TOTALS = ("Было", "Пришло", "Ушло", "Стало")


def totals_on_the_page(page: Page, portal: Portal) -> list[Decimal]:
    """Of the last month, as operations show them, signs and all; and the month's dates to order a report of."""
    page.goto(f"{portal.url}/finance/operations/")
    follow(page.get_by_role("link", name=re.compile("Прошлый месяц|Last month")))
    shown = page.locator(".totals dd").all_inner_texts()
    return [amount for text in shown for amount in sums(in_russian(text))]


def in_russian(text: str) -> str:
    """`1,234.50 ₽` as `1 234,50 ₽`; what is Russian already stays."""
    text = text.replace("\u00a0", " ")
    return text if re.search(r",\d\d ₽", text) else text.replace(",", " ").replace(".", ",")


def order(page: Page, portal: Portal, kind: str) -> bytes:
    """Order a report of the last month, wait for it, and download it."""
    page.goto(f"{portal.url}/finance/reports/")
    page.locator(f"input[name=format][value={kind}]").check()
    page.locator("main form button.btn").first.click()
    page.wait_for_url(re.compile(r"/finance/reports/[0-9a-f-]{36}/"))
    download = page.locator("a[download]")
    expect(download).to_be_visible(timeout=PATIENCE * 1000)  # it appears by itself
    audit_everywhere(page)
    with page.expect_download(timeout=PATIENCE * 1000) as started:
        download.click()
    assert started.value.suggested_filename.endswith(f".{kind}")
    return started.value.path().read_bytes()


def test_a_table_has_the_sums_of_the_page(portal: Portal, browser: Browser) -> None:
    page = opened(browser, portal, "ru", PHONE)
    sign_in(page, portal, TABLE)
    totals = totals_on_the_page(page, portal)
    page.goto(f"{portal.url}/finance/reports/")
    audit_everywhere(page)

    book = openpyxl.load_workbook(io.BytesIO(order(page, portal, "xlsx")))

    assert book.sheetnames == ["Сводка", "Операции", "Детализация"]
    told = {row[0]: row[1] for row in book["Сводка"].iter_rows(max_col=2, values_only=True)}
    assert [Decimal(str(told[f"{name}, ₽"])) for name in TOTALS] == totals
    amounts = [Decimal(str(row[3])) for row in book["Операции"].iter_rows(min_row=2, values_only=True)]
    assert amounts
    assert sum(amounts) == totals[1] + totals[2]


def test_a_document_has_the_sums_of_the_page_in_english(portal: Portal, browser: Browser) -> None:
    page = opened(browser, portal, "en", DESKTOP)
    sign_in(page, portal, DOCUMENT)
    totals = totals_on_the_page(page, portal)
    page.goto(f"{portal.url}/finance/reports/monthly/")
    audit_everywhere(page)

    pages = [each.extract_text() for each in pypdf.PdfReader(io.BytesIO(order(page, portal, "pdf"))).pages]

    assert len(totals) == len(TOTALS)
    head = in_russian(pages[0][: pages[0].index("By categories")])
    assert sums(head) == totals
    assert [each.split()[-2:] for each in pages] == [["of", str(len(pages))]] * len(pages)
