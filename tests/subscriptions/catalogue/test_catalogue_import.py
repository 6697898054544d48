"""A table of the catalogue: shown as differences, applied as shown or not at all."""

import base64
import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cabinet.accounts.models import Region
from subscriptions.catalogue.importing import Difference, StaleImport, apply_import, plan_import
from subscriptions.catalogue.sheets import read, write
from subscriptions.catalogue.workbook import UnreadableTable
from subscriptions.demo.catalogue import make_catalogue
from subscriptions.models import ContentService, Service, Subscription, Tariff
from tests.people import NOW, make_admin, make_owner, signed_in
from tests.subscriptions.made import has, make_service, make_tariff

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/subscriptions/tariff/import/"
NEW = "code;name_ru;about_ru;price;kinds;rate_card\nfresh;Свежий;Новый тариф.;300;mobile;{card}\n"


@pytest.fixture
def admin() -> Client:
    user = make_admin()
    return signed_in(user)


@pytest.fixture
def tariff():
    return make_tariff("held", "550.00")


def planned(text, model=Tariff):
    return plan_import(read(text.encode(), model=model), model=model)


def applied(text, fingerprint=None, model=Tariff):
    rows = read(text.encode(), model=model)
    fingerprint = fingerprint or plan_import(rows, model=model).fingerprint
    return apply_import(rows, model=model, fingerprint=fingerprint, now=NOW)


@pytest.mark.parametrize("model", [Tariff, Service, ContentService])
def test_what_is_written_is_read_as_no_change(model):
    make_catalogue(now=NOW)
    on_sale = model.objects.filter(archived_at=None)
    plan = planned(write(on_sale, model=model), model=model)
    assert (plan.added, plan.changed, plan.troubles) == ([], [], [])
    assert sorted(plan.unchanged) == sorted(on_sale.values_list("code", flat=True))


def test_a_changed_price_is_a_new_version_and_who_has_the_former_keeps_it(tariff):
    line = make_owner("79031234567")[1]
    Tariff.objects.filter(pk=tariff.pk).update(price=0)
    held = has(line, Tariff.objects.get(pk=tariff.pk))
    plan = planned("code;price\nheld;600\n")
    assert [(row.code, row.version, row.differences) for row in plan.changed] == [
        ("held", 2, (Difference("price", "0.00", "600.00"),))
    ]
    assert Tariff.objects.count() == 1  # nothing yet
    applied("code;price\nheld;600\n")
    now_sold = Tariff.objects.get(code="held", archived_at=None)
    assert (now_sold.version, now_sold.price, now_sold.rate_card) == (2, Decimal(600), tariff.rate_card)
    assert Subscription.objects.get(pk=held.pk).tariff_id == tariff.pk
    assert Tariff.objects.get(pk=tariff.pk).price == 0


def test_a_new_code_is_added_on_sale(tariff):
    Region.objects.create(code="altai", name_ru="Алтай")
    text = NEW.format(card=tariff.rate_card.code).replace("rate_card\n", "rate_card;regions\n").rstrip() + ";altai\n"
    plan, made = applied(text)
    assert [row.code for row in plan.added] == ["fresh"]
    assert (made[0].version, made[0].archived_at, made[0].price) == (1, None, 300)
    assert [region.code for region in made[0].regions.all()] == ["altai"]


def test_what_was_shown_is_what_is_done_or_nothing_is(tariff):
    text = "code;price\nheld;600\n"
    shown = planned(text).fingerprint
    Tariff.objects.filter(pk=tariff.pk).update(price=Decimal(580))
    with pytest.raises(StaleImport) as stale:
        applied(text, shown)
    assert stale.value.plan.changed[0].differences == (Difference("price", "580.00", "600.00"),)
    assert Tariff.objects.count() == 1


def test_twice_the_same_table_changes_nothing_the_second_time(tariff):
    text = "code;price\nheld;600\n"
    shown = planned(text).fingerprint
    applied(text, shown)
    with pytest.raises(StaleImport):
        applied(text, shown)
    assert planned(text).unchanged == ["held"]
    assert Tariff.objects.count() == 2


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("code;price\nheld;дорого\n", (2, "price")),
        ("code;price\nheld;-1\n", (2, "price")),
        ("code;every\nheld;year\n", (2, "every")),
        ("code;kinds\nheld;mobile,boat\n", (2, "kinds")),
        ("code;rate_card\nheld;none\n", (2, "rate_card")),
        ("code;regions\nheld;nowhere\n", (2, "regions")),
        ("code;refunds_rest\nheld;maybe\n", (2, "refunds_rest")),
        ("code;price\nheld;1\nheld;2\n", (3, "code")),
        ("code;price\nno code;1\n", (2, "code")),
        ("code;price\nunknown;1\n", (2, "name_ru")),
    ],
)
def test_a_wrong_cell_is_named_by_row_and_column_and_stops_everything(tariff, text, where):
    plan = planned(text)
    assert where in [(trouble.row, trouble.column) for trouble in plan.troubles]
    assert not plan.does_something
    with pytest.raises(StaleImport):
        applied(text)
    assert Tariff.objects.get().price == 550


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"code;color\nx;red\n",
        b"name_ru\nx\n",
        b"code;code\nx;y\n",
        b"\xff\xfe",
        b"code\n" + b"x\n" * 2001,
        b"x" * 1024**2 + b"x",
    ],
)
def test_what_is_no_table_is_refused_in_words(content):
    with pytest.raises(UnreadableTable):
        read(content, model=Tariff)


def test_no_cell_is_a_formula_and_none_is_lost(tariff):
    Tariff.objects.filter(pk=tariff.pk).update(name_ru="=1+1", about_ru="-5%; и 'ещё'")
    table = write(Tariff.objects.all(), model=Tariff)
    assert ";'=1+1;" in table
    assert not any(cell.startswith(("=", "-", "+", "@")) for cell in table.replace("\r\n", ";").split(";"))
    assert planned(table).unchanged == ["held"]


def test_packages_and_regions_come_along_to_the_next_version():
    service = make_service("plus", allowances={"data": 5})
    service.regions.add(Region.objects.create(code="altai", name_ru="Алтай"))
    applied("code;price\nplus;120\n", model=Service)
    sold = Service.objects.get(code="plus", archived_at=None)
    assert (sold.version, sold.allowances.get().granted, sold.regions.get().code) == (2, 5, "altai")


def workbook(*rows):
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def test_an_excel_table_is_read_like_any_other(tariff):
    rows = read(workbook(["code", "price", "on_sale_from"], ["held", 600.5, date(2026, 12, 1)]), model=Tariff)
    assert rows == [{"code": "held", "price": "600.5", "on_sale_from": "2026-12-01"}]
    changed = plan_import(rows, model=Tariff).changed[0].differences
    assert [(each.column, each.becomes) for each in changed] == [("price", "600.50"), ("on_sale_from", "2026-12-01")]


@pytest.mark.parametrize(
    "content",
    [workbook(["code", "price"], ["held", "=1+1"]), b"PK\x03\x04 and nothing", workbook(["code"], *[["x"]] * 2001)],
)
def test_a_formula_a_broken_file_and_too_many_rows_are_refused(content):
    with pytest.raises(UnreadableTable):
        read(content, model=Tariff)


class TestPages:
    def test_a_file_is_shown_and_the_second_press_applies_it(self, admin, tariff):
        text = b"code;price\nheld;600\n"
        page = admin.post(ADDRESS, {"file": SimpleUploadedFile("t.csv", text)})
        words = page.content.decode()
        assert "<del>550.00</del>" in words
        assert "<ins>600.00</ins>" in words
        assert Tariff.objects.count() == 1
        pressed = {"table": base64.b64encode(text).decode(), "fingerprint": page.context["plan"].fingerprint}
        assert admin.post(ADDRESS, pressed).status_code == 302
        assert Tariff.objects.get(archived_at=None).price == 600
        assert admin.post(ADDRESS, pressed).status_code == 409  # the same page pressed again
        assert Tariff.objects.count() == 2

    def test_what_it_writes_it_reads(self, admin, tariff):
        table = admin.get("/admin/subscriptions/tariff/export/").content
        assert table.startswith("\ufeffcode;".encode())
        assert read(table, model=Tariff)[0]["code"] == "held"

    def test_bad_files_and_bad_presses_change_nothing(self, admin, tariff):
        for sent in ({}, {"file": SimpleUploadedFile("t.csv", b"\xff")}, {"table": "?", "fingerprint": "x"}):
            assert admin.post(ADDRESS, sent).status_code == 422
        assert Tariff.objects.get().price == 550

    def test_who_may_only_look_does_not_import(self, admin, client):
        assert client.get(ADDRESS).status_code == 302
        assert admin.get(ADDRESS).status_code == 200
