from celery import shared_task
from django.utils import timezone

from billing.payments.services import ask as asking


@shared_task(name="payments.ask")
def ask(*, payment_id: int) -> None:
    asking.ask(payment_id=payment_id, now=timezone.now())
