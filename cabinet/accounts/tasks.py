from celery import shared_task
from django.utils import timezone

from cabinet.accounts.services import tidy


@shared_task(name="accounts.tidy")
def tidy_access() -> None:
    tidy.forget_expired(now=timezone.now())
