"""Which news there is to show."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from cabinet.core.kept import Kept
from cabinet.home.models import NewsItem

PAGE = 20
FRESH = timedelta(days=7)  # that news stands on the first page
FRESH_MOST = 2
NEWEST = 5  # kept in memory: what first pages need


def shown(now: datetime) -> QuerySet[NewsItem]:
    """What is published and not over, the newest first."""
    return NewsItem.objects.filter(Q(until=None) | Q(until__gt=now), published_at__lte=now)


def page(now: datetime, before: str = "") -> tuple[list[NewsItem], str]:
    """One page of the news, and the slug before which the next one begins (empty at the end). `before` that is not
    there any more begins anew."""
    rows = shown(now)
    last = NewsItem.objects.filter(slug=before).first() if before else None
    if last is not None:
        rows = rows.filter(Q(published_at__lt=last.published_at) | Q(published_at=last.published_at, pk__lt=last.pk))
    found = list(rows[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].slug if len(found) > PAGE else ""


NEWEST_ITEMS = Kept(lambda: list(shown(timezone.now())[:NEWEST]))


def newest(now: datetime, count: int = NEWEST) -> list[NewsItem]:
    """The last few, for pages that everybody opens: read once in a while by each process."""
    kept = (
        item for item in NEWEST_ITEMS.get() if item.published_at <= now and (item.until is None or item.until > now)
    )
    return list(kept)[:count]


def fresh(now: datetime) -> list[NewsItem]:
    """What the first page tells of."""
    return [item for item in newest(now) if item.published_at > now - FRESH][:FRESH_MOST]
