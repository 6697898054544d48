from celery import shared_task
from django.utils import timezone

from cabinet.core import health
from cabinet.core.captcha import tidy as captcha_tidy


@shared_task(name="core.worker_heartbeat")
def worker_heartbeat() -> None:
    """Beat sends it, a worker runs it: when it is fresh, both are alive."""
    health.beat("worker", timezone.now())


@shared_task(name="core.tidy_captcha")
def tidy_captcha() -> None:
    captcha_tidy.forget_expired(now=timezone.now())
