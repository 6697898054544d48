"""News (H5): a list, and a page for each."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cabinet.core.errors import NotFound
from cabinet.home.news.selectors import page, shown


@require_safe
def news_page(request: HttpRequest) -> HttpResponse:
    """All of it, twenty at a time."""
    before = request.GET.get("before", "")
    items, following = page(timezone.now(), before)
    return render(request, "home/news.html", {"items": items, "following": following, "is_first": not before})


@require_safe
def news_item_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One piece of news, while it is shown."""
    item = shown(timezone.now()).filter(slug=slug).first()
    if item is None:
        raise NotFound
    return render(request, "home/news_item.html", {"item": item})
