"""What every request passes through, besides Django's own."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import add_never_cache_headers, patch_vary_headers

from cabinet.core.error_pages import too_many
from cabinet.core.errors import TooManyAttempts

Next = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponse]
KNOWN_LANGUAGES = {code for code, _name in settings.LANGUAGES}


def without_line(view: View) -> View:
    """Mark a view that programs ask often and whose address says all: no line is looked up for it; times are UTC."""
    view.is_without_line = True  # type: ignore[attr-defined]
    return view


def chosen_language(request: HttpRequest) -> str:
    """What was chosen on this device, else what this person chose on another, else Russian.

    What a browser asks for says little here: many are set to English by whoever sold them.
    """
    of_device = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if of_device in KNOWN_LANGUAGES:
        return of_device
    return getattr(request.user, "language", "") or settings.LANGUAGE_CODE


class LanguageMiddleware:
    """Speak the language that the person chose (X2)."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = chosen_language(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Cookie"])
        return response


class NoStoreMiddleware:
    """A page made for a signed-in person is kept by no cache, not even by the browser's own after signing out."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session = getattr(request, "session", None)
        if session is not None and session.accessed and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response


class LimitsMiddleware:
    """A limit that was reached anywhere answers 429 in the portal's look, and says when to come back."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return too_many(request, error) if isinstance(error, TooManyAttempts) else None


class NulMiddleware:
    """A NUL in a query or in a form is no text of a person, and PostgreSQL refuses it: 400, wherever it would go. An
    address with one does not exist.

    Stands after CSRF protection, which has read the form already; views without it are programs' and judge their
    own input.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, *args: object) -> None:
        if "\0" in request.path:
            raise Http404
        forms = [request.GET]
        if request.method == "POST" and not getattr(view, "csrf_exempt", False):
            forms.append(request.POST)
        texts = chain.from_iterable(chain([name], values) for form in forms for name, values in form.lists())
        if any("\0" in str(text) for text in texts):
            raise SuspiciousOperation("a NUL in a query or in a form")
