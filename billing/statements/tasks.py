"""Bills of months that have closed, for all accounts; a page makes its own if it is asked before this came to it."""

from celery import shared_task
from django.utils import timezone

from billing.statements.services import make_bills_of_range
from cabinet.core.jobs import wake

RANGE = 5000  # accounts a run: it takes seconds, and the next run goes on


@shared_task(name="billing.make_bills")
def make_all_bills(*, after: int = 0) -> None:
    _made, last = make_bills_of_range(after=after, limit=RANGE, now=timezone.now())
    if last is not None:
        wake("billing.make_bills", after=last)
