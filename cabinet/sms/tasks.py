from celery import shared_task
from django.utils import timezone

from cabinet.sms.services import dispatch, handling, tidy


@shared_task(name="sms.send_code")
def send_code(*, sms_id: int) -> None:
    dispatch.send(sms_id=sms_id)


@shared_task(name="sms.send_notice")
def send_notice(*, sms_id: int) -> None:
    dispatch.send(sms_id=sms_id)


@shared_task(name="sms.handle_incoming")
def handle_incoming(*, incoming_id: int) -> None:
    handling.handle(incoming_id=incoming_id, now=timezone.now())


@shared_task(name="sms.tidy")
def tidy_messages() -> None:
    tidy.forget_device_messages(now=timezone.now())
    tidy.forget_unreachable(now=timezone.now())
    tidy.forget_incoming(now=timezone.now())
    tidy.forget_messages(now=timezone.now())
    tidy.forget_receipts(now=timezone.now())
