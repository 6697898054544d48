"""A report of each closed month by e-mail: on, off, once a month whatever repeats."""

from datetime import UTC, date, datetime, timedelta

import pytest

from billing.models import Report, ReportStatus, ReportSubscription
from billing.reports.services import sweep
from billing.reports.services.monthly import NoAddress, order_monthly, subscribe, unsubscribe
from billing.reports.tasks import order_monthly_reports
from cabinet.accounts.models import Access
from cabinet.core.errors import NotFound
from cabinet.mail.models import EmailMessage
from tests.billing.reports.reading import DOCUMENT, TABLE, ordered
from tests.billing.test_ledger_races import refuse_errors, together
from tests.people import NOW, add_line, give_access, make_owner, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "files")]

ADDRESS = "/finance/reports/monthly/"
DECEMBER = datetime(2026, 11, 30, 21, 0, tzinfo=UTC)  # its first moment in Moscow


def test_the_month_that_closed_is_ordered_at_its_end_and_once(line, owner):
    subscribe(user=owner, line=line, format=DOCUMENT, now=NOW)
    assert order_monthly(now=DECEMBER - timedelta(seconds=1)) == 0
    assert [order_monthly(now=DECEMBER + timedelta(hours=hours)) for hours in range(3)] == [1, 0, 0]
    report = Report.objects.get()
    assert (report.from_date, report.to_date) == (date(2026, 11, 1), date(2026, 11, 30))
    assert (report.user, report.line, report.format, report.by_email) == (owner, line, "pdf", True)
    assert order_monthly(now=DECEMBER + timedelta(days=31)) == 1
    assert Report.objects.count() == 2


def test_the_sweep_makes_it_and_the_letter_says_how_to_switch_it_off(line, owner, settings, clock):
    from cabinet.mail.cipher import letters

    settings.MAIL_ON = True
    subscribe(user=owner, line=line, format=TABLE, now=NOW)
    clock.move_to(DECEMBER)
    order_monthly_reports()
    sweep.do_due(DECEMBER)
    assert Report.objects.get().status == ReportStatus.READY
    text = letters.unseal(bytes(EmailMessage.objects.get().body))
    assert f"/finance/reports/monthly/?line={line.public_id}" in text


@pytest.mark.django_db(transaction=True)
def test_ordered_by_eight_beats_at_once_it_is_one(line, owner):
    subscribe(user=owner, line=line, format=TABLE, now=NOW)
    refuse_errors(together(lambda number: order_monthly(now=DECEMBER)))
    assert Report.objects.count() == 1


def test_each_number_has_its_own_and_each_time_zone_its_own_end_of_month(line, owner):
    east, their_line = make_owner("79037654321")
    east.email, east.email_verified_at = "east@example.ru", NOW
    east.save()
    their_line.contract.time_zone = "Asia/Vladivostok"
    their_line.contract.save()
    subscribe(user=owner, line=line, format=TABLE, now=NOW)
    subscribe(user=owner, line=add_line(line.contract, "79031234568"), format=TABLE, now=NOW)
    subscribe(user=east, line=their_line, format=TABLE, now=NOW)
    assert order_monthly(now=DECEMBER - timedelta(hours=7)) == 1
    assert order_monthly(now=DECEMBER) == 2


def test_switched_on_after_a_month_closed_it_begins_with_the_next(line, owner):
    subscribe(user=owner, line=line, format=TABLE, now=DECEMBER)
    assert order_monthly(now=DECEMBER + timedelta(hours=1)) == 0


def test_off_and_on_again_it_is_still_one_a_month(line, owner):
    subscribe(user=owner, line=line, format=TABLE, now=NOW)
    order_monthly(now=DECEMBER)
    for _twice in range(2):
        unsubscribe(user=owner, line=line, now=DECEMBER)
        subscribe(user=owner, line=line, format=TABLE, now=NOW)
    assert order_monthly(now=DECEMBER) == 0
    assert Report.objects.count() == 1


def test_switched_off_no_more_are_ordered(line, owner):
    subscribe(user=owner, line=line, format=TABLE, now=NOW)
    assert unsubscribe(user=owner, line=line, now=NOW) is True
    assert unsubscribe(user=owner, line=line, now=NOW) is False
    assert order_monthly(now=DECEMBER) == 0


def test_without_a_confirmed_address_there_is_none(line, owner):
    subscription = subscribe(user=owner, line=line, format=TABLE, now=NOW)
    owner.email_verified_at = None
    owner.save()
    assert order_monthly(now=DECEMBER) == 0
    assert ReportSubscription.objects.get() == subscription
    with pytest.raises(NoAddress):
        subscribe(user=owner, line=line, format=TABLE, now=NOW)


def test_who_lost_the_right_gets_nothing_and_is_not_tried_every_month(line, settings):
    settings.MAIL_ON = True
    friend = give_access(line)
    friend.email, friend.email_verified_at = "friend@example.ru", NOW
    friend.save()
    subscribe(user=friend, line=line, format=TABLE, now=NOW)
    Access.objects.filter(user=friend).delete()
    with pytest.raises(NotFound):
        subscribe(user=friend, line=line, format=TABLE, now=NOW)
    order_monthly(now=DECEMBER)
    sweep.do_due(DECEMBER)
    assert Report.objects.get().status == ReportStatus.FAILED
    assert ReportSubscription.objects.get().stopped_at is not None
    assert not EmailMessage.objects.exists()


def test_what_a_person_waits_for_goes_before_what_comes_by_itself(line, owner, clock, monkeypatch):
    subscribe(user=owner, line=line, format=TABLE, now=NOW)
    clock.move_to(DECEMBER)
    order_monthly(now=DECEMBER)
    asked_for = ordered(owner, line)
    monkeypatch.setattr(sweep, "GRACE", timedelta(0))
    assert sweep._next(DECEMBER) == asked_for.pk


def test_on_and_off_on_the_page(line, owner, settings):
    settings.MAIL_ON = True
    browser = signed_in(owner)
    form = {"line": str(line.public_id)}
    assert browser.post(ADDRESS, form | {"format": "pdf"}).url == f"{ADDRESS}?line={line.public_id}"
    assert ReportSubscription.objects.get().format == "pdf"
    assert "Больше не присылать" in browser.get(ADDRESS).content.decode()
    browser.post(ADDRESS, form | {"format": "xlsx"})
    assert ReportSubscription.objects.get().format == "xlsx"
    browser.post(ADDRESS, form | {"off": "1"})
    assert ReportSubscription.objects.get().stopped_at is not None
    assert "Присылать каждый месяц" in browser.get(ADDRESS).content.decode()


def test_the_page_refuses_without_an_address_and_says_what_to_do(line, owner, settings):
    settings.MAIL_ON = True
    owner.email_verified_at = None
    owner.save()
    answer = signed_in(owner).post(ADDRESS, {"line": str(line.public_id), "format": "pdf"})
    assert answer.status_code == 422
    assert "Сначала подтвердите адрес почты" in answer.content.decode()
    assert not ReportSubscription.objects.exists()
