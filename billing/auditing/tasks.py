"""The nightly check."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from billing.auditing.run import run

logger = logging.getLogger(__name__)

LONGEST = 6 * 3600  # seconds


@shared_task(name="billing.audit", time_limit=LONGEST)
def audit() -> None:
    """Check everything; what does not agree stands in the log, too."""
    made = run(now=timezone.now(), finished=timezone.now, tell=lambda words: logger.error("audit: %s", words))
    if made is not None:
        logger.info("audit: %s accounts, %s differences", made.accounts, made.flaws)
