"""Pages about a conversation that guests may have the link of."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from cabinet.core.errors import NotFound

Page = Callable[..., HttpResponse]


def guests_too(page: Page) -> Page:
    """As `login_required`, but who is not signed in and may see what is asked for sees it. Whether the thing exists, a
    stranger cannot tell: they are led to sign in either way."""

    @wraps(page)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return page(request, *args, **kwargs)
        try:
            answer = page(request, *args, **kwargs)
        except NotFound:
            return redirect_to_login(request.get_full_path())
        answer.headers["X-Robots-Tag"] = "noindex"
        return answer

    return guarded
