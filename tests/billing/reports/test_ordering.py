"""Ordering a report, on its page and as a service."""

from datetime import date, timedelta

import pytest

from billing.models import Report, ReportFormat, ReportStatus
from billing.periods import Period
from billing.reports.services.order import PeriodRefused, TooManyReports
from cabinet.accounts.assurance import Proof
from cabinet.core.errors import NotFound
from tests.billing.reports.reading import DOCUMENT, MOSCOW, NOVEMBER, TABLE, ordered
from tests.billing.test_ledger_races import refuse_errors, together
from tests.people import NOW, give_access, make_owner, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

ADDRESS = "/finance/reports/"
FORM = {"from": "2026-11-01", "to": "24.11.2026", "format": "pdf"}


def said(line, **changed):
    return FORM | {"line": str(line.public_id)} | changed


def test_an_order_leads_to_its_page(line, owner):
    answer = signed_in(owner).post(ADDRESS, said(line))
    report = Report.objects.get()
    assert answer.url == f"/finance/reports/{report.public_id}/?line={line.public_id}"
    assert (report.user, report.line, report.format, report.language) == (owner, line, "pdf", "ru")
    assert (report.from_date, report.to_date, report.by_email) == (date(2026, 11, 1), date(2026, 11, 24), False)
    assert (report.status, report.created_at) == (ReportStatus.QUEUED, NOW)


def test_pressed_twice_it_is_one_report(line, owner):
    browser = signed_in(owner)
    addresses = {browser.post(ADDRESS, said(line)).url for _twice in range(2)}
    assert len(addresses) == Report.objects.count() == 1
    browser.post(ADDRESS, said(line, format="xlsx"))
    assert Report.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_pressed_in_eight_tabs_at_once_it_is_one_report(line, owner):
    refuse_errors(together(lambda number: ordered(owner, line)))
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"from": "2026-11-24", "to": "2026-11-01"}, "Поменяйте даты местами"),
        ({"from": "2025-11-23"}, "не больше года"),
        ({"to": "2026-11-25"}, "ещё не наступил"),
        ({"from": "1999-12-31", "to": "2000-01-05"}, "после 2000 года"),
        ({"from": "вчера"}, "Напишите дату так"),
        ({"format": "docx"}, "Выберите вид"),
        ({"format": ""}, "Выберите вид"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(line, owner, wrong, told):
    answer = signed_in(owner).post(ADDRESS, said(line, **wrong))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert told in text
    if "from" in wrong:
        assert f'value="{wrong["from"]}"' in text
    assert not Report.objects.exists()


def test_a_whole_leap_year_is_a_year(line, owner):
    year = Period(date(2024, 1, 1), date(2024, 12, 31), MOSCOW)
    assert ordered(owner, line, period=year).to_date == date(2024, 12, 31)
    with pytest.raises(PeriodRefused):
        ordered(owner, line, period=Period(date(2024, 1, 1), date(2025, 1, 1), MOSCOW))


def test_three_are_made_at_once_and_the_fourth_waits_for_them(line, owner):
    for days in range(3):
        ordered(owner, line, period=Period(date(2026, 11, 1 + days), date(2026, 11, 24), MOSCOW))
    answer = signed_in(owner).post(ADDRESS, said(line))
    assert answer.status_code == 422
    assert "Столько отчётов сразу не составить" in answer.content.decode()
    Report.objects.update(status=ReportStatus.FAILED)
    ordered(owner, line)
    assert Report.objects.count() == 4


def test_twenty_a_day_of_one_person_and_others_have_their_own(line, owner, settings):
    settings.REPORTS_A_DAY = 2
    friend = give_access(line)
    for person in (owner, friend):
        for format in ReportFormat:
            ordered(person, line, format)
    Report.objects.update(status=ReportStatus.FAILED)
    with pytest.raises(TooManyReports):
        ordered(owner, line)
    ordered(owner, line, now=NOW + timedelta(days=1))


def test_somebody_elses_number_is_not_there(line, owner):
    stranger, _line = make_owner("79037654321")
    assert signed_in(stranger).post(ADDRESS, said(line)).status_code == 404
    with pytest.raises(NotFound):
        ordered(stranger, line)
    without_details = give_access(line, sees_details=False)
    assert signed_in(without_details).get(f"{ADDRESS}?line={line.public_id}").status_code == 404
    with pytest.raises(NotFound):
        ordered(without_details, line)
    assert not Report.objects.exists()


def test_the_form_says_about_which_number_it_is(line, owner):
    assert signed_in(owner).post(ADDRESS, FORM).status_code == 404


def test_the_networks_word_alone_orders_nothing(line, owner):
    browser = signed_in(owner, proof=Proof.NETWORK)
    assert "/confirm/" in browser.post(ADDRESS, said(line)).url
    assert not Report.objects.exists()


def test_the_page_offers_a_letter_only_to_a_confirmed_address(line, owner, settings):
    settings.MAIL_ON = True
    browser = signed_in(owner)
    page = browser.get(ADDRESS).content.decode()
    assert 'name="by_email"' in page
    assert "maria@example.ru" in page
    owner.email_verified_at = None
    owner.save()
    page = browser.get(ADDRESS).content.decode()
    assert 'name="by_email"' not in page
    assert "/settings/email/" in page


def test_the_list_is_of_that_person_and_number_newest_first(line, owner, django_assert_max_num_queries):
    for format in (TABLE, DOCUMENT):
        ordered(owner, line, format)
    ordered(give_access(line), line)
    browser = signed_in(owner)
    with django_assert_max_num_queries(16):
        page = browser.get(ADDRESS).content.decode()
    assert page.count("в очереди") == 2
    assert page.index("документ PDF</span>") < page.index("таблица Excel (XLSX)</span>")
    assert NOVEMBER.first == date(2026, 11, 1)
