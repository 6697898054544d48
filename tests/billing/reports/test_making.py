"""Who makes a report, once, whatever dies, and only for whom it may be."""

import os
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from billing.models import Report, ReportStatus, ReportTrouble
from billing.reports.services import make, sweep
from billing.reports.services.make import make_report
from cabinet.accounts.models import Access, Contract
from cabinet.mail.cipher import letters
from cabinet.mail.models import EmailMessage
from tests.billing.money import account_of, pay
from tests.billing.reports.reading import DOCUMENT, made, names, ordered, rows, summary
from tests.billing.test_ledger_races import refuse_errors, together
from tests.people import NOW, give_access, make_owner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "files")]


def state(report):
    report.refresh_from_db()
    return report.status, report.trouble, report.attempts


def test_ready_with_a_file_that_is_kept_for_a_month(line, owner, files):
    pay(account_of(line), 100)
    report = made(owner, line)
    assert state(report) == (ReportStatus.READY, "", 1)
    assert names(files) == [report.file] == [f"reports/{report.public_id}-1.xlsx"]
    assert report.size == (files / report.file).stat().st_size
    assert (report.ready_at, report.expires_at) == (NOW, NOW + timedelta(days=30))
    assert (report.done_rows, report.all_rows, report.whole, report.lease_until) == (1, 1, True, None)


def test_made_again_nothing_happens(line, owner, files):
    report = made(owner, line)
    written = (files / report.file).read_bytes()
    assert make_report(report_id=report.pk, now=NOW) is False
    assert (files / report.file).read_bytes() == written


@pytest.mark.django_db(transaction=True)
def test_of_eight_at_once_one_makes_it(line, owner, files):
    report = ordered(owner, line)
    results = together(lambda number: make_report(report_id=report.pk, now=NOW))
    refuse_errors(results)
    assert sorted(results) == [False] * 7 + [True]
    assert state(report) == (ReportStatus.READY, "", 1)
    assert len(names(files)) == 1


def dies(*_arguments, **_named):
    raise MemoryError


def test_who_dies_is_followed_by_another_when_the_lease_is_over(line, owner, files, clock, monkeypatch):
    report = ordered(owner, line)
    with monkeypatch.context() as patch:
        patch.setattr(make, "_publish", dies)
        with pytest.raises(MemoryError):
            make_report(report_id=report.pk, now=NOW)
    assert state(report) == (ReportStatus.WORKING, "", 1)
    assert names(files) == [f"reports/{report.public_id}-1.xlsx"]
    assert sweep.something_is_due(NOW) is False
    clock.shift(timedelta(seconds=61))
    assert sweep.something_is_due(NOW + timedelta(seconds=61)) is True
    assert sweep.do_due(NOW + timedelta(seconds=61)) == 1
    assert state(report) == (ReportStatus.READY, "", 2)


@pytest.mark.django_db(transaction=True)
def test_what_the_dead_left_is_swept_up(line, owner, files, clock, monkeypatch):
    test_who_dies_is_followed_by_another_when_the_lease_is_over(line, owner, files, clock, monkeypatch)
    assert names(files) == [f"reports/{Report.objects.get().public_id}-2.xlsx"]


def test_who_dies_three_times_is_given_up(line, owner, files, clock, monkeypatch):
    report = ordered(owner, line)
    monkeypatch.setattr(make, "_publish", dies)
    for turn in range(1, 6):
        clock.shift(timedelta(seconds=61))
        sweep.do_due(NOW + timedelta(seconds=61 * turn))
    assert state(report) == (ReportStatus.FAILED, ReportTrouble.BROKEN, 3)
    assert names(files) == []


def test_who_lost_the_lease_publishes_nothing(line, owner, files, monkeypatch):
    """Taken for dead while it wrote: another has made the report meanwhile."""
    report, write = ordered(owner, line), make.WRITERS["xlsx"]

    def slow(*arguments):
        write(*arguments)
        monkeypatch.setitem(make.WRITERS, "xlsx", write)
        later = NOW + timedelta(hours=1)
        assert make_report(report_id=report.pk, now=later) is True

    monkeypatch.setitem(make.WRITERS, "xlsx", slow)
    make_report(report_id=report.pk, now=NOW)
    assert state(report) == (ReportStatus.READY, "", 2)
    assert names(files) == [report.file] == [f"reports/{report.public_id}-2.xlsx"]


def test_what_a_killed_one_left_on_this_machine_is_cleared_and_what_is_in_use_is_not(
    line, owner, tmp_path, monkeypatch
):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    left, used = tmp_path / "cabinet-report-left", tmp_path / "cabinet-report-used"
    for folder, hours in ((left, 3), (used, 1)):
        folder.mkdir()
        (folder / "sheet").write_text("чья-то детализация")
        written_at = (NOW - timedelta(hours=hours)).timestamp()
        os.utime(folder, (written_at, written_at))
    made(owner, line)
    assert sorted(path.name for path in tmp_path.glob("cabinet-report-*")) == ["cabinet-report-used"]


def test_a_long_one_keeps_its_lease_while_it_is_packed(line, owner, monkeypatch):
    report, leases = ordered(owner, line), []
    monkeypatch.setattr(make.Contents, "count", lambda contents: 600_000)

    def write(*_arguments):
        leases.append(Report.objects.get().lease_until)
        raise make.Lost

    monkeypatch.setitem(make.WRITERS, "xlsx", write)
    make_report(report_id=report.pk, now=NOW)
    assert leases == [NOW + timedelta(seconds=60 + 600)]


def test_one_that_breaks_stops_no_others(line, owner, monkeypatch):
    broken, other = ordered(owner, line), ordered(owner, line, DOCUMENT)
    monkeypatch.setitem(make.WRITERS, "xlsx", dies)
    monkeypatch.setattr(sweep, "GRACE", timedelta(0))
    with pytest.raises(MemoryError):
        make_report(report_id=broken.pk, now=NOW)
    sweep.do_due(NOW)
    assert state(other) == (ReportStatus.READY, "", 1)


def test_a_worker_has_ten_seconds_before_the_dispatcher_takes_it(line, owner, clock):
    ordered(owner, line)
    assert sweep.something_is_due(NOW + timedelta(seconds=9)) is False
    assert sweep.something_is_due(NOW + timedelta(seconds=10)) is True


def test_who_lost_the_right_before_it_was_made_gets_nothing(line, files):
    friend = give_access(line)
    report = ordered(friend, line)
    Access.objects.filter(user=friend).delete()
    make_report(report_id=report.pk, now=NOW)
    assert state(report) == (ReportStatus.FAILED, ReportTrouble.NO_ACCESS, 1)
    assert names(files) == []


def test_who_lost_the_right_while_it_was_made_gets_nothing(line, files, monkeypatch):
    friend = give_access(line)
    report, write = ordered(friend, line), make.WRITERS["xlsx"]

    def taken_away(*arguments):
        write(*arguments)
        Access.objects.filter(user=friend).delete()

    monkeypatch.setitem(make.WRITERS, "xlsx", taken_away)
    make_report(report_id=report.pk, now=NOW)
    assert state(report) == (ReportStatus.FAILED, ReportTrouble.NO_ACCESS, 1)
    assert names(files) == []


def test_who_saw_the_whole_account_when_it_was_begun_and_one_line_in_the_end_gets_nothing(line, owner, monkeypatch):
    report, write = ordered(owner, line), make.WRITERS["xlsx"]
    new_owner, _line = make_owner("79037654321")

    def given_away(*arguments):
        write(*arguments)
        Contract.objects.filter(pk=line.contract_id).update(owner=new_owner)
        Access.objects.create(user=owner, line=line, role="manager")

    monkeypatch.setitem(make.WRITERS, "xlsx", given_away)
    make_report(report_id=report.pk, now=NOW)
    assert state(report) == (ReportStatus.FAILED, ReportTrouble.NO_ACCESS, 1)


def test_what_was_posted_meanwhile_is_not_half_in_it(line, owner, monkeypatch):
    """The file and its totals end at the same movement."""
    account = account_of(line)
    pay(account, 10)
    count = make.Contents.count

    def pays(contents):
        pay(account, 77)
        return count(contents)

    monkeypatch.setattr(make.Contents, "count", pays)
    report = made(owner, line)
    assert (summary(report)["Пришло, ₽"], summary(report)["Пополнения"], report.all_rows) == (10, 10, 1)
    assert [row[3] for row in rows(report, "Операции")[1:]] == [10]


def test_the_letter_has_a_link_and_neither_sums_nor_numbers(line, owner, settings):
    settings.MAIL_ON, settings.PUBLIC_URL = True, "https://my.operator.example"
    pay(account_of(line), 1234)
    report = made(owner, line, by_email=True)
    letter = EmailMessage.objects.get()
    text = letters.unseal(bytes(letter.body))
    assert (letter.user, letter.address) == (owner, "maria@example.ru")
    assert f"https://my.operator.example/finance/reports/{report.public_id}/" in text
    assert "1234" not in text.replace(str(report.public_id), "")
    assert "123-45-67" not in text
    make_report(report_id=report.pk, now=NOW)
    assert EmailMessage.objects.count() == 1


def test_no_letter_where_none_was_asked_for_or_no_address_is_confirmed(line, owner, settings):
    settings.MAIL_ON = True
    made(owner, line)
    owner.email_verified_at = None
    owner.save()
    report = made(owner, line, DOCUMENT, by_email=True)
    assert report.status == ReportStatus.READY
    assert not EmailMessage.objects.exists()


def test_a_file_goes_when_its_time_is_over(line, owner, files):
    report = made(owner, line)
    later = NOW + timedelta(days=30)
    assert sweep.something_is_due(later - timedelta(seconds=1)) is False
    assert sweep.something_is_due(later) is True
    sweep.do_due(later)
    assert (state(report), report.file) == ((ReportStatus.EXPIRED, "", 1), "")
    assert names(files) == []
    assert sweep.something_is_due(later) is False
    assert default_storage.exists(f"reports/{report.public_id}-1.xlsx") is False
