"""Who enters the desk: specialists whose session passed the second factor. For others it does not exist."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from cabinet.core.errors import NotFound
from chat.viewers import is_at_desk, is_verified

Page = Callable[..., HttpResponse]


def specialists_only(page: Page) -> Page:
    """Send whoever is signed out to sign in; answer 404 to whoever is not a specialist."""

    @wraps(page)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not is_at_desk(request.user, verified=is_verified(request.user)):
            raise NotFound
        return page(request, *args, **kwargs)

    return guarded
