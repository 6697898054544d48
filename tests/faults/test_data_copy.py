"""A copy of somebody's data whose worker is killed in the middle: it is made once in the end, and told of once."""

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
from django.utils import timezone
from cabinet.accounts.models import Contract, Line, User
from cabinet.home.services.data_copy import order_copy
from cabinet.home.tasks import make_data_copy
now = timezone.now()
owner = User.objects.create_user(name="Мария")
contract = Contract.objects.create(number="T-1", customer_name="Мария", owner=owner)
line = Line.objects.create(contract=contract, number="79031234567", msisdn="79031234567", kind="mobile")
contract.primary_line = line
contract.save()
request = order_copy(user=owner, language="ru", now=now)
make_data_copy.apply_async(kwargs={"request_id": request.pk})
"""


@pytest.fixture
def portal(tmp_path: Any) -> Iterator[Portal]:
    """Without the demonstration's data and without pages: a worker, and a dispatcher when the test wants one."""
    with engines.clone(f"{engines.template_name()}_{engines.WORKER}_copy") as url:
        whole = Portal(tmp_path / "portal", database_url=url, environment={"DATA_COPY_LEASE": "2"})
        whole.var.mkdir(parents=True)
        try:
            whole.valkey.start()
            whole.start("worker")
            yield whole
        finally:
            whole.stop()


def test_who_makes_it_is_killed_in_the_middle_and_it_is_made_once(portal: Portal) -> None:
    """The archive lies there already; the row that says so is what the killed worker was waiting to write."""
    with psycopg.connect(portal.database_url, autocommit=True) as looking:

        def found(query: str) -> list[Any]:
            return [row[0] for row in looking.execute(query)]  # type: ignore[call-overload]

        with psycopg.connect(portal.database_url) as holding:
            holding.execute("LOCK TABLE home_datacopy IN SHARE MODE")  # it may be read
            portal.manage("shell", "-v", "0", "-c", ORDER)
            waits = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%home_datacopy%'"
            assert wait_until(lambda: bool(found(waits)), seconds=PATIENCE)
            assert len(archives(portal)) == 1
            portal.kill("worker")
            holding.rollback()
        status = "SELECT status FROM requests_request"
        assert found(status) != ["done"]
        portal.start("worker")
        portal.start("dispatcher")
        assert wait_until(lambda: found(status) == ["done"], seconds=PATIENCE)
        assert found("SELECT file FROM home_datacopy") == archives(portal)
        assert len(found("SELECT id FROM sms_smsmessage WHERE kind = 'notice'")) == 1


def archives(portal: Portal) -> list[str]:
    files = portal.var / "files"
    return [str(path.relative_to(files)) for path in files.rglob("*.zip")]
