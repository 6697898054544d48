"""The bank tells the shop what became of its orders, by HTTP, until it is heard."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta

import requests
from django.conf import settings
from django.db.models import F
from django.urls import reverse

from billing.models import SandboxOrder
from billing.payments.bank import orders
from billing.payments.bank.signing import secret
from billing.payments.providers import is_sandbox
from cabinet.core import signed
from cabinet.core.bounded_http import BoundedSession

logger = logging.getLogger(__name__)

BATCH = 20
PAUSES = (2, 5, 15, 60, 300)  # seconds after the first, second, … notice that was not heard


def due(now: datetime) -> bool:
    """Whether there is something to tell."""
    return is_sandbox() and SandboxOrder.objects.filter(notice_at__lte=now).exists()


def send_due(now: datetime) -> int:
    """Tell of what is due; what is not heard is told again later, for a while."""
    told = 0
    for pk in list(
        SandboxOrder.objects.filter(notice_at__lte=now).order_by("notice_at").values_list("pk", flat=True)[:BATCH]
    ):
        told += _tell(pk, now)
    return told


def _tell(pk: int, now: datetime) -> bool:
    order = SandboxOrder.objects.get(pk=pk)
    again = now + timedelta(seconds=PAUSES[order.notices]) if order.notices < len(PAUSES) else None
    claimed = SandboxOrder.objects.filter(pk=pk, notice_at=order.notice_at)
    if order.notice_at is None or not claimed.update(notice_at=again, notices=F("notices") + 1):
        return False
    orders.current(reference=str(order.reference), now=now)
    if _post({"reference": str(order.reference), "key": order.key}):
        SandboxOrder.objects.filter(pk=pk, notice_at=again).update(notice_at=None)
    return True


def _post(notice: dict[str, str]) -> bool:
    path = reverse("payments-notice", args=["sandbox"])
    body = json.dumps(notice).encode()
    headers = signed.headers(secret=secret(), method="POST", path=path, body=body)
    session = BoundedSession()
    session.trust_env = False
    try:
        answer = session.post(
            settings.PUBLIC_URL + path, data=body, headers={"Content-Type": "application/json", **headers}
        )
    except (requests.RequestException, OSError) as error:
        logger.warning("the sandbox's notice was not heard: %s", type(error).__name__)
        return False
    return answer.status_code == 200
