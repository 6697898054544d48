from celery import shared_task
from django.utils import timezone

from billing.usage import partitions, retention


@shared_task(name="billing.usage_months", time_limit=3600)
def usage_months() -> None:
    """Months ahead are made, those kept long enough go."""
    now = timezone.now()
    partitions.ensure_ahead(now)
    retention.forget(now)
