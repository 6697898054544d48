"""A report whose worker is killed in the middle: it is made once in the end, told of once, and nothing is left over."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cabinet.embedded.children import wait_until
from tests.faults.worker import files, kill_before_it_writes, looking_into, portal_of_a_worker
from tests.portal import Portal
from tests.subscriber import PATIENCE

pytestmark = pytest.mark.faults

ORDER = """
from zoneinfo import ZoneInfo
from django.utils import timezone
from billing.models import ReportFormat
from billing.periods import this_month
from billing.reports.services.order import order_report
from billing.reports.tasks import make
from cabinet.accounts.models import Contract, Line, User
now = timezone.now()
owner = User.objects.create_user(name="Мария", email="maria@example.ru", email_verified_at=now)
contract = Contract.objects.create(number="T-1", customer_name="Мария", owner=owner)
line = Line.objects.create(contract=contract, number="79031234567", msisdn="79031234567", kind="mobile")
period = this_month(now, ZoneInfo("Europe/Moscow"))
report = order_report(
    user=owner, line=line, format=ReportFormat.XLSX, period=period, by_email=True, language="ru", now=now
)
make.apply_async(kwargs={"report_id": report.pk})
"""


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    with portal_of_a_worker(tmp_path, "report", REPORT_LEASE="2") as portal:
        yield portal


def test_who_makes_it_is_killed_in_the_middle_and_it_is_made_once(portal: Portal) -> None:
    """The file lies there; the letter, which is promised together with «ready», is what the killed one waited for."""
    with looking_into(portal) as found:
        kill_before_it_writes(portal, found, table="mail_emailmessage", order=ORDER, pattern="*.xlsx")
        status = "SELECT status FROM billing_report"
        assert found(status) == ["working"]
        portal.start("worker")
        portal.start("dispatcher")
        assert wait_until(lambda: found(status) == ["ready"], seconds=PATIENCE)
        assert found("SELECT attempts FROM billing_report") == [2]
        assert wait_until(lambda: files(portal, "*.xlsx") == found("SELECT file FROM billing_report"), seconds=PATIENCE)
        assert len(found("SELECT id FROM mail_emailmessage")) == 1
