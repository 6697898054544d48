"""What a monitor reads of SMS."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from prometheus_client.core import Metric

from cabinet.core.metrics import gauge
from cabinet.sms import selectors


def measure(now: datetime) -> Iterator[Metric]:
    """The queue by kind, and what became of the messages of the last hour.

    These are gauges and no counters: rows are forgotten after a while, and a counter must never fall.
    """
    queues = selectors.queues(now)
    yield gauge("sms_waiting", "SMS that are due and not sent yet", ["kind"], [([q.kind], q.waiting) for q in queues])
    yield gauge("sms_later", "SMS whose time has not come", ["kind"], [([q.kind], q.later) for q in queues])
    yield gauge(
        "sms_oldest_seconds",
        "Seconds that the oldest SMS has been due",
        ["kind"],
        [([queue.kind], queue.oldest.total_seconds()) for queue in queues],
    )
    yield gauge(
        "sms_last_hour",
        "SMS promised within the last hour, by what became of them",
        ["kind", "gateway", "status"],
        [([fate.kind, fate.gateway, fate.status], fate.hour) for fate in selectors.fates(now)],
    )
