"""A copy of somebody's data whose worker is killed in the middle: it is made once in the end, and told of once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cabinet.embedded.children import wait_until
from tests.faults.worker import files, kill_before_it_writes, looking_into, portal_of_a_worker
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
def portal(tmp_path: Path) -> Iterator[Portal]:
    with portal_of_a_worker(tmp_path, "copy", DATA_COPY_LEASE="2") as portal:
        yield portal


def test_who_makes_it_is_killed_in_the_middle_and_it_is_made_once(portal: Portal) -> None:
    """The archive lies there already; the row that says so is what the killed worker was waiting to write."""
    with looking_into(portal) as found:
        kill_before_it_writes(portal, found, table="home_datacopy", order=ORDER, pattern="*.zip")
        status = "SELECT status FROM requests_request"
        assert found(status) != ["done"]
        portal.start("worker")
        portal.start("dispatcher")
        assert wait_until(lambda: found(status) == ["done"], seconds=PATIENCE)
        assert found("SELECT file FROM home_datacopy") == files(portal, "*.zip")
        assert len(found("SELECT id FROM sms_smsmessage WHERE kind = 'notice'")) == 1
