from celery import shared_task
from django.utils import timezone

from cabinet.core import health


@shared_task(name="core.worker_heartbeat")
def worker_heartbeat() -> None:
    """Beat sends it, a worker runs it: when it is fresh, both are alive."""
    health.beat("worker", timezone.now())
