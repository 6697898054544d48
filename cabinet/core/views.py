"""Pages and files of the portal as a whole: health, brand, language, the installable app."""

from __future__ import annotations

import hashlib
import json
from functools import cache

from captcha.models import CaptchaStore
from captcha.views import captcha_image
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from cabinet.core import brand, health, metrics
from cabinet.core.middleware import without_line
from cabinet.core.next_page import safe_next

THEMES = ("system", "light", "dark")
PREFERENCE_AGE = 365 * 24 * 60 * 60  # seconds
# What the offline page needs, and the files of every page: all named by hash, none of them about a person.
OFFLINE_FILES = (
    "vendor/pico.min.css",
    "css/tokens.css",
    "css/portal.css",
    "vendor/fonts/golos-text-cyrillic.woff2",
    "vendor/fonts/golos-text-latin.woff2",
    "js/app.js",
)


@without_line
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@without_line
@require_GET
def readyz(request: HttpRequest) -> JsonResponse:
    """503 only when the database or its migrations are not there; the rest is told, not failed on."""
    report = health.report()
    return JsonResponse(report, status=200 if report["ready"] else 503)


@without_line
@require_GET
def metrics_text(request: HttpRequest) -> HttpResponse:
    """For a monitor that knows `METRICS_TOKEN`; without one the address does not exist. 503: the database is away."""
    if not settings.METRICS_TOKEN:
        raise Http404
    if not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}"):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    try:
        return HttpResponse(metrics.text(timezone.now()), content_type=metrics.CONTENT_TYPE)
    except DatabaseError:
        return HttpResponse("the database is away\n", status=503, content_type="text/plain")


@without_line
@require_GET
@cache_control(public=True, max_age=PREFERENCE_AGE)
def brand_css(request: HttpRequest) -> HttpResponse:
    return HttpResponse(brand.current().css, content_type="text/css")


@without_line
@require_GET
@cache_control(public=True, max_age=PREFERENCE_AGE)
def brand_logo(request: HttpRequest) -> HttpResponse:
    """The logo as an image of its own, so that nothing inside it can run (the policy below forbids all)."""
    logo = brand.current().logo
    if not logo:
        raise Http404
    response = HttpResponse(logo, content_type="image/svg+xml")
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


@without_line
@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    return render(request, "manifest.webmanifest", content_type="application/manifest+json")


@without_line
@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    files, version = _offline_files(brand.current().css_url)
    context = {"files": json.dumps(files), "version": version}
    response = render(request, "sw.js", context, content_type="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@cache
def _offline_files(css_url: str) -> tuple[list[str], str]:
    files = [staticfiles_storage.url(name) for name in OFFLINE_FILES] + [css_url]
    return files, hashlib.sha256(" ".join(files).encode()).hexdigest()[:12]


@without_line
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    return render(request, "offline.html")


@without_line
@require_GET
def captcha_picture(request: HttpRequest, key: str) -> HttpResponse:
    """The digits of a captcha, as an image; 404 when they were judged already or are too old."""
    if not CaptchaStore.objects.filter(hashkey=key).exists():
        raise Http404
    response: HttpResponse = captcha_image(request, key)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Switch the language of this device, and of the person on devices where nothing was chosen (X2)."""
    response = _back(request)
    language = request.POST.get("language")
    if language in dict(settings.LANGUAGES):
        _remember(response, settings.LANGUAGE_COOKIE_NAME, language)
        if request.user.is_authenticated:
            get_user_model().objects.filter(pk=request.user.pk).update(language=language)
    return response


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the device has it."""
    response = _back(request)
    if request.POST.get("theme") in THEMES:
        _remember(response, "theme", request.POST["theme"])
    return response


def _remember(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name, value, max_age=PREFERENCE_AGE, secure=settings.LANGUAGE_COOKIE_SECURE, httponly=True, samesite="Lax"
    )


def _back(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(safe_next(request, request.POST.get("next", "")) or reverse("home"))
