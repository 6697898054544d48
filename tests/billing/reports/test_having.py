"""Seeing how a report gets on, taking its file, and what takes it away."""

from datetime import timedelta

import pytest

from billing.models import Report, ReportStatus, ReportSubscription
from billing.reports.personal import REPORTS
from billing.reports.services import sweep
from billing.reports.services.make import make_report
from billing.reports.services.monthly import subscribe
from cabinet.accounts.models import Access, Contract
from cabinet.accounts.services.lines import close_line
from cabinet.core import personal_data
from tests.billing.reports.reading import DOCUMENT, TABLE, made, names, ordered
from tests.people import NOW, give_access, make_owner, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "files")]

HTMX = {"HX-Request": "true"}


def page_of(report):
    return f"/finance/reports/{report.public_id}/"


def file_of(report):
    return f"{page_of(report)}file/"


def test_the_page_shows_progress_and_refreshes_with_and_without_javascript(line, owner):
    report = ordered(owner, line)
    Report.objects.update(status=ReportStatus.WORKING, attempts=1, lease_until=NOW, done_rows=350, all_rows=1000)
    page = signed_in(owner).get(page_of(report)).content.decode()
    assert '<progress id="progress" max="100" value="30">' in page
    assert f'hx-get="{page_of(report)}?seen=working-30"' in page
    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in page
    assert "file/" not in page


def test_htmx_gets_what_changed_and_nothing_where_nothing_did(line, owner):
    report, browser = ordered(owner, line), signed_in(owner)
    assert browser.get(page_of(report), {"seen": "queued-0"}, headers=HTMX).status_code == 204
    make_report(report_id=report.pk, now=NOW)
    answer = browser.get(page_of(report), {"seen": "queued-0"}, headers=HTMX)
    assert "<html" not in answer.content.decode()
    assert file_of(report) in answer.content.decode()
    assert "hx-get" not in answer.content.decode()


def test_a_ready_page_refreshes_no_more_and_leads_to_the_file(line, owner):
    page = signed_in(owner).get(page_of(made(owner, line))).content.decode()
    assert "http-equiv" not in page
    assert "Отчёт готов" in page
    assert "htmx" not in page.split("<body")[0].replace("htmx-config", "")


@pytest.mark.parametrize(("format", "begins"), [(TABLE, b"PK"), (DOCUMENT, b"%PDF-")])
def test_the_file_is_downloaded_and_kept_by_no_cache(line, owner, format, begins):
    report = made(owner, line, format)
    answer = signed_in(owner).get(file_of(report))
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="report-2026-11-01-2026-11-24.{report.format}"'
    )
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content).startswith(begins)


def test_what_is_not_ready_or_over_has_no_file(line, owner, clock):
    browser = signed_in(owner)
    assert browser.get(file_of(ordered(owner, line))).status_code == 404
    report = made(owner, line, DOCUMENT)
    clock.shift(timedelta(days=30))  # and nobody has deleted it yet
    browser = signed_in(owner)
    assert browser.get(file_of(report)).status_code == 404
    assert "Срок хранения прошёл" in browser.get(page_of(report)).content.decode()


def test_a_file_that_is_lost_is_not_found_rather_than_an_error(line, owner, files):
    report = made(owner, line)
    (files / report.file).unlink()
    assert signed_in(owner).get(file_of(report)).status_code == 404


def test_another_person_with_a_right_to_the_number_has_not_the_owners_report(line, owner):
    report = made(owner, line)
    browser = signed_in(give_access(line))
    assert [browser.get(address(report)).status_code for address in (page_of, file_of)] == [404, 404]


def test_access_is_asked_again_when_it_is_downloaded(line):
    friend = give_access(line)
    report, browser = made(friend, line), signed_in(friend)
    assert browser.get(file_of(report)).status_code == 200
    Access.objects.filter(user=friend).update(sees_details=False)
    assert [browser.get(address(report)).status_code for address in (page_of, file_of)] == [404, 404]


def test_who_gave_the_contract_away_keeps_no_file_of_the_whole_account(line, owner):
    report = made(owner, line)
    part = made(give_access(line), line)
    new_owner, _line = make_owner("79037654321")
    Contract.objects.filter(pk=line.contract_id).update(owner=new_owner)
    Access.objects.create(user=owner, line=line, role="manager")  # sees that number from now on, and no more
    assert signed_in(owner).get(file_of(report)).status_code == 404
    assert (report.whole, part.whole) == (True, False)
    assert signed_in(part.user).get(file_of(part)).status_code == 200


def test_a_closed_number_takes_its_reports_along(line, owner, files):
    ready, waiting = made(owner, line), ordered(owner, line, DOCUMENT)
    subscribe(user=owner, line=line, format=TABLE, now=NOW)
    close_line(line=line, now=NOW)
    assert signed_in(owner).get(file_of(ready)).status_code == 404
    sweep.do_due(NOW)
    ready.refresh_from_db()
    waiting.refresh_from_db()
    assert (ready.status, waiting.status) == (ReportStatus.EXPIRED, ReportStatus.FAILED)
    assert names(files) == []
    assert ReportSubscription.objects.get().stopped_at == NOW


def test_a_number_closed_while_its_report_is_made_leaves_no_file(line, owner, files, monkeypatch):
    from billing.reports.services import make

    report, write = ordered(owner, line), make.WRITERS["xlsx"]

    def closes(*arguments):
        write(*arguments)
        close_line(line=line, now=NOW)

    monkeypatch.setitem(make.WRITERS, "xlsx", closes)
    make_report(report_id=report.pk, now=NOW)
    report.refresh_from_db()
    assert (report.status, report.file, names(files)) == (ReportStatus.FAILED, "", [])


def test_the_copy_of_ones_data_names_them_and_erasure_leaves_none(
    line, owner, files, django_capture_on_commit_callbacks
):
    report = made(owner, line)
    subscribe(user=owner, line=line, format=TABLE, now=NOW)
    [row] = REPORTS.export(owner, NOW)
    assert (row["number"], row["from"], row["status"], row["monthly"]) == (
        "79031234567", report.from_date, "готов", False
    )  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        personal_data.erase_all(owner, NOW)
    assert not Report.objects.exists()
    assert not ReportSubscription.objects.exists()
    assert names(files) == []
