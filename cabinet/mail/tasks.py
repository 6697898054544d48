from celery import shared_task
from django.utils import timezone

from cabinet.mail.services import tidy


@shared_task(name="mail.tidy")
def tidy_messages() -> None:
    tidy.forget(now=timezone.now())
