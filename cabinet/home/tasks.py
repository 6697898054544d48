from celery import shared_task
from django.utils import timezone

from cabinet.home.services import data_copy
from cabinet.requests.models import Request


@shared_task(name="home.make_data_copy", time_limit=3600)
def make_data_copy(*, request_id: int) -> None:
    """The longest ledger takes minutes; the request is looked at again if this dies."""
    data_copy.make_copy(Request.objects.get(pk=request_id), timezone.now())


@shared_task(name="home.tidy")
def tidy_home() -> None:
    data_copy.forget_copies(now=timezone.now())
