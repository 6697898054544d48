"""A payment that the bank said yes to, and a portal that is killed before it credits it: credited once in the end."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from cabinet.embedded.children import wait_until
from tests import engines
from tests.portal import Portal
from tests.subscriber import PATIENCE

pytestmark = pytest.mark.faults

PAID_AT_THE_BANK = """
from decimal import Decimal
from django.utils import timezone
from billing.models import Payment, PaymentMethod
from billing.payments.bank import orders
from billing.payments.methods import make_methods
from billing.payments.services.begin import begin
from cabinet.accounts.models import Contract, Line, User
now = timezone.now()
make_methods()
owner = User.objects.create_user(name="Мария")
contract = Contract.objects.create(number="T-1", customer_name="Мария", owner=owner)
line = Line.objects.create(contract=contract, number="79031234567", msisdn="79031234567", kind="mobile")
contract.primary_line = line
contract.save()
payment = begin(
    payer=owner, line=line, method=PaymentMethod.objects.get(code="card"), amount=Decimal(300), form_key="x", now=now
)
orders.pay(reference=payment.provider_reference, card="4242", now=now)
Payment.objects.update(next_check_at=now)
"""


@pytest.fixture
def portal(tmp_path: Any) -> Iterator[Portal]:
    """Without the demonstration's data and without pages: nobody but the dispatcher's sweep learns of the yes."""
    with engines.clone(f"{engines.template_name()}_{engines.WORKER}_paid") as url:
        whole = Portal(tmp_path / "portal", database_url=url)
        whole.var.mkdir(parents=True)
        try:
            whole.valkey.start()
            yield whole
        finally:
            whole.stop()


def test_who_credits_it_is_killed_in_the_middle_and_it_is_credited_once(portal: Portal) -> None:
    portal.manage("shell", "-v", "0", "-c", PAID_AT_THE_BANK)
    with psycopg.connect(portal.database_url, autocommit=True) as looking:

        def found(query: str) -> list[Any]:
            return [row[0] for row in looking.execute(query)]  # type: ignore[call-overload]

        entries, status = "SELECT reference FROM billing_entry", "SELECT status FROM billing_payment"
        with psycopg.connect(portal.database_url) as holding:
            holding.execute("LOCK TABLE billing_entry IN SHARE MODE")  # it may be read
            portal.start("dispatcher")
            waits = (
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                " AND wait_event_type = 'Lock' AND query LIKE '%billing_entry%'"
            )
            assert wait_until(lambda: bool(found(waits)), seconds=PATIENCE)
            portal.kill("dispatcher")
            for pid in found(waits):
                looking.execute("SELECT pg_terminate_backend(%s)", [pid])  # the killed process's, which hears nothing
            holding.rollback()
        assert (found(entries), found(status)) == ([], ["waiting"])
        portal.start("dispatcher")
        assert wait_until(lambda: found(status) == ["succeeded"], seconds=2 * PATIENCE)
        [reference] = found(entries)
        assert reference == f"payment:{found('SELECT public_id FROM billing_payment')[0]}"
        assert found("SELECT balance FROM billing_account") == [300]
        assert len(found("SELECT id FROM sms_smsmessage")) == 1
