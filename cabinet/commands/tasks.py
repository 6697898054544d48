from celery import shared_task
from django.utils import timezone

from cabinet.commands.services import exchange


@shared_task(name="commands.tidy")
def tidy_exchanges() -> None:
    exchange.forget_old(now=timezone.now())
