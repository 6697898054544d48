"""A report whose worker is killed in the middle: it is made once in the end, told of once, and nothing is left over."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from cabinet.embedded.children import wait_until
from tests import engines
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
def portal(tmp_path: Any) -> Iterator[Portal]:
    """Without the demonstration's data and without pages: a worker, and a dispatcher when the test wants one."""
    with engines.clone(f"{engines.template_name()}_{engines.WORKER}_report") as url:
        whole = Portal(tmp_path / "portal", database_url=url, environment={"REPORT_LEASE": "2"})
        whole.var.mkdir(parents=True)
        try:
            whole.valkey.start()
            whole.start("worker")
            yield whole
        finally:
            whole.stop()


def test_who_makes_it_is_killed_in_the_middle_and_it_is_made_once(portal: Portal) -> None:
    """The file lies there; the letter, which is promised together with «ready», is what the killed one waited for."""
    with psycopg.connect(portal.database_url, autocommit=True) as looking:

        def found(query: str) -> list[Any]:
            return [row[0] for row in looking.execute(query)]  # type: ignore[call-overload]

        with psycopg.connect(portal.database_url) as holding:
            holding.execute("LOCK TABLE mail_emailmessage IN SHARE MODE")  # it may be read
            portal.manage("shell", "-v", "0", "-c", ORDER)
            waits = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%mail_email%'"
            assert wait_until(lambda: bool(found(waits)), seconds=PATIENCE)
            assert len(files(portal)) == 1
            portal.kill("worker")
            holding.rollback()
        status = "SELECT status FROM billing_report"
        assert found(status) == ["working"]
        portal.start("worker")
        portal.start("dispatcher")
        assert wait_until(lambda: found(status) == ["ready"], seconds=PATIENCE)
        assert found("SELECT attempts FROM billing_report") == [2]
        assert wait_until(lambda: files(portal) == found("SELECT file FROM billing_report"), seconds=PATIENCE)
        assert len(found("SELECT id FROM mail_emailmessage")) == 1


def files(portal: Portal) -> list[str]:
    folder = portal.var / "files"
    return [str(path.relative_to(folder)) for path in folder.rglob("*.xlsx")]
