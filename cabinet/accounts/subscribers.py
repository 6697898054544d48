"""Pages that only subscribers have."""

from __future__ import annotations

from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponse

from cabinet.accounts.assurance import Page
from cabinet.accounts.models import User
from cabinet.core.errors import NotFound


def subscribers_only(page: Page) -> Page:
    """Staff have no cabinet: for them there is no such page. Stands below `login_required`."""

    @wraps(page)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if cast(User, request.user).is_staff:
            raise NotFound
        return page(request, *args, **kwargs)

    return guarded
