"""Who enters the desk: staff of its groups whose session passed the second factor. For others it does not exist."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from cabinet.accounts.access import Right, has_staff_right
from cabinet.core.errors import NotFound
from chat.viewers import is_verified

Page = Callable[..., HttpResponse]


def specialists_only(page: Page) -> Page:
    """Send whoever is signed out to sign in; answer 404 to whoever is not a specialist."""
    return _with(Right.ANSWER, page)


def deciders_only(page: Page) -> Page:
    """The same for who decides claims: specialists and finance."""
    return _with(Right.DECIDE, page)


def supervisors_only(page: Page) -> Page:
    """The same for who leads a shift."""
    return _with(Right.SUPERVISE, page)


def _with(right: Right, page: Page) -> Page:
    @wraps(page)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not is_verified(request.user) or not has_staff_right(request.user, right):
            raise NotFound
        return page(request, *args, **kwargs)

    return guarded
