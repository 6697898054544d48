from celery import shared_task
from django.utils import timezone

from billing.reports.services.make import make_report
from billing.reports.services.monthly import order_monthly


@shared_task(name="billing.make_report", time_limit=3600)
def make(*, report_id: int) -> None:
    """The longest takes minutes; the lease gives it to another if this dies."""
    make_report(report_id=report_id, now=timezone.now())


@shared_task(name="billing.order_monthly_reports")
def order_monthly_reports() -> None:
    order_monthly(now=timezone.now())
