from celery import shared_task
from django.utils import timezone

from cabinet.accounts.services import tidy, watch


@shared_task(name="accounts.tidy")
def tidy_access() -> None:
    tidy.forget_expired(now=timezone.now())


@shared_task(name="accounts.watch")
def watch_codes() -> None:
    watch.watch_codes(now=timezone.now())
