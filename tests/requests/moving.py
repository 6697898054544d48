"""Asking for a number of another operator, for tests of the request and of its page."""

from datetime import timedelta

from django.utils import timezone

from cabinet.requests.models import DonorOperator, Request
from cabinet.requests.services.port_in import (
    ask_port_in,
)
from tests.people import NOW

OWN, COMING = "79031234567", "79261112233"
DOCUMENT = "4510123456"
FIRST = (NOW + timedelta(days=8)).date()


def ask(owner, msisdn=COMING, **fields) -> Request:
    return ask_port_in(
        contract=owner.contracts.get(),
        donor=DonorOperator.objects.get(code="mts"),
        by=owner,
        now=timezone.now(),
        **{"msisdn": msisdn, "document": DOCUMENT, "on": FIRST, **fields},
    )
