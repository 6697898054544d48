from celery import shared_task
from django.utils import timezone

from chat.guests.tidy import tidy as tidy_guests


@shared_task(name="chat.tidy", time_limit=600)
def tidy() -> None:
    tidy_guests(now=timezone.now())
