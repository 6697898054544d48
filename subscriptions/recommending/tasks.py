import time
from datetime import datetime

from celery import shared_task
from django.utils import timezone

from cabinet.accounts.models import Line
from cabinet.core.jobs import wake
from subscriptions.recommending.nightly import night_of, reckon_next
from subscriptions.recommending.selectors import fresh

BUDGET = 30  # seconds of one task, so that what else waits has its turn


@shared_task(name="subscriptions.recommend", time_limit=300)
def recommend(*, night: str = "", after: int = 0) -> None:
    """Batches of the night's lines, until the budget is spent; then it wakes itself to go on."""
    started = time.monotonic()
    began = datetime.fromisoformat(night) if night else night_of(timezone.now())
    last: int | None = after
    while last is not None and time.monotonic() - started < BUDGET:
        last = reckon_next(night=began, after=last, now=timezone.now())
    if last is not None:
        wake("subscriptions.recommend", night=began.isoformat(), after=last)


@shared_task(name="subscriptions.recommend_line")
def recommend_line(*, line_id: int) -> None:
    """What is recommended to a line that has just changed."""
    line = Line.objects.select_related("contract").filter(pk=line_id, closed_at=None).first()
    if line is not None:
        fresh(line, now=timezone.now())
