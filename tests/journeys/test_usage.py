"""A subscriber sees what is left, finds a dear call among the others, and asks what a charge is made of."""

import csv
import io
import re

import pytest
from playwright.sync_api import Browser, expect

from tests.look.audit import DESKTOP, PHONE, audit_everywhere, follow
from tests.look.test_pages import opened, sign_in
from tests.portal import Portal
from tests.subscriber import PATIENCE

pytestmark = pytest.mark.journey

RUSSIAN, ENGLISH = "79100000078", "79100000079"
# The network's evening: two calls of a package that ends before the tariff's, and so is taken first, and a dear one.
NETWORK = """
from datetime import timedelta
from django.utils import timezone
from billing.models import Allowance, Rate, RateCard
from billing.usage.events import Event
from billing.usage.packages import open_period, set_rate
from billing.usage.rating import rate_batch
from cabinet.accounts.models import Line
number, now = "{number}", timezone.now()
line = Line.objects.get(msisdn=number)
card = RateCard.objects.create(code="journey-" + number, name_ru="Путь")
for prefix, price, name in (("", "2.5", ""), ("77", "12", "Казахстан")):
    Rate.objects.create(rate_card=card, unit="voice", prefix=prefix, step=60, price=price, name_ru=name,
        name_en="Kazakhstan" if name else "", from_package=not name)
Allowance.objects.create(rate_card=card, unit="voice", granted=600)
set_rate(line=line, rate_card=card, from_at=now - timedelta(minutes=50))
open_period(line=line, rate_card=card, from_at=now - timedelta(minutes=50), until_at=now + timedelta(minutes=30))
calls = (("79161112233", 65), ("79161112233", 55), ("77057778899", 187))
rate_batch(events=[Event("journey", number + str(place), number, "voice", False, now - timedelta(minutes=40 - place),
    volume, to) for place, (to, volume) in enumerate(calls)], name="journey", now=now)
"""


@pytest.mark.parametrize(
    ("number", "language", "viewport", "words"),
    [
        (RUSSIAN, "ru", PHONE, ("Детализация", "номер", "Показать", "7 мин", "За что", "из чего", "CSV")),
        (ENGLISH, "en", DESKTOP, ("Usage", "number", "Show", "7 min", "What for", "made of", "CSV")),
    ],
)
def test_a_dear_call_is_found_and_explained(
    portal: Portal, browser: Browser, number: str, language: str, viewport: dict[str, int], words: tuple[str, ...]
) -> None:
    usage, filters, show, left, what_for, made_of, file = words
    portal.manage("shell", "-v", "0", "-c", NETWORK.format(number=number))
    page = opened(browser, portal, language, viewport)
    sign_in(page, portal, number)
    expect(page.locator(".packs")).to_contain_text(re.compile(left.replace(" ", r"\s")))
    audit_everywhere(page)

    follow(page.get_by_role("link", name=usage).first)
    page.evaluate("() => document.querySelectorAll('details.fold').forEach((fold) => { fold.open = true })")
    audit_everywhere(page)
    page.get_by_label(re.compile(filters, re.IGNORECASE)).fill("705 777")
    page.get_by_role("button", name=show).click()
    shown = page.locator("main li:visible, main tbody tr:visible").filter(has_text="705 777-88-99")
    expect(shown).to_have_count(1)
    expect(page.locator("main")).not_to_contain_text("916 111-22-33")
    with page.expect_download(timeout=PATIENCE * 1000) as started:
        page.get_by_role("link", name=re.compile(file)).click()
    rows = list(csv.reader(io.StringIO(started.value.path().read_text("utf-8-sig")), delimiter=",;"[language == "ru"]))
    assert [row[3] for row in rows[1:]] == ["705 777-88-99"]

    follow(shown.get_by_role("link", name=re.compile(what_for)))
    follow(page.get_by_role("link", name=re.compile(made_of)))
    expect(page.locator("main")).to_contain_text("705 777-88-99")
    audit_everywhere(page)
