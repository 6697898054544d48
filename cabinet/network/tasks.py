from celery import shared_task

from cabinet.network.services import dispatch


@shared_task(name="network.tell")
def tell(*, order_id: int) -> None:
    dispatch.tell(order_id=order_id)
