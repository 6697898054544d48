"""Errors in the portal's own look. The 500 page needs neither the database nor a context processor."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string

from cabinet.core.errors import TooManyAttempts


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was opened before signing in or out, or a forged one: the page says to open it again."""
    return render(request, "errors/403.html", {"stale_form": True}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def too_many(request: HttpRequest, error: TooManyAttempts) -> HttpResponse:
    response = render(
        request, "errors/429.html", {"retry_after": error.retry_after, "message": error.message}, status=429
    )
    response.headers["Retry-After"] = str(error.retry_after)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    return HttpResponseServerError(render_to_string("errors/500.html"))
