"""A request's device, its line in the contract's time zone, and a code asked for where a session is not enough."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from zoneinfo import ZoneInfo

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from cabinet.accounts import device_cookie
from cabinet.accounts.assurance import CodeNeeded, hangs_on
from cabinet.accounts.current import SESSION_LINE, SWITCHED, Numbers, numbers
from cabinet.accounts.models import Session
from cabinet.accounts.services import devices
from cabinet.core.middleware import View
from cabinet.core.net import origin_of

Next = Callable[[HttpRequest], HttpResponse]


class DeviceMiddleware:
    """Writes down now and then that a session is in use, and gives a browser on its way in a name of its own."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        device_cookie.keep(request, response)
        row: Session | None = getattr(request.session, "row", None)  # None: this page did not ask who is there
        now = timezone.now()
        if row is not None and row.user_id is not None and now - row.last_seen_at >= devices.SEEN_EVERY:
            devices.seen(session_key=row.session_key, origin=origin_of(request), now=now)
        return response


class CurrentLineMiddleware:
    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            response = self.get_response(request)
            return _switched(request, response) if SWITCHED in request.GET else response
        finally:
            timezone.deactivate()

    def process_view(self, request: HttpRequest, view: View, *args: object) -> HttpResponse | None:
        """Runs only once a view was found, so an unknown address costs no query."""
        if getattr(view, "is_without_line", False) or not request.user.is_authenticated or request.user.is_staff:
            return None
        mine = numbers(request)
        # A block ends sessions; one that was being opened at that very moment is met here.
        if any(line.is_lost and hangs_on(request, line) for line in mine.lines):
            logout(request)
            return redirect("login")
        line = mine.line
        if line is None:
            return None
        timezone.activate(ZoneInfo(line.contract.time_zone))
        if request.GET.get("line") and request.session.get(SESSION_LINE) != str(line.public_id):
            request.session[SESSION_LINE] = str(line.public_id)
        return None


def _switched(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Whoever switched to another number of theirs stays on the page, under its plain address, or comes to the number's
    first page if this one is not for them: never to «нет такой страницы»."""
    mine: Numbers | None = getattr(request, "_numbers", None)  # None: the line named is not theirs
    if mine is None or mine.line is None or request.method != "GET":
        return response
    if response.status_code == HTTPStatus.NOT_FOUND:
        return redirect(f"{reverse('home')}?{urlencode({'line': str(mine.line.public_id)})}")
    if response.status_code in (HTTPStatus.OK, HTTPStatus.UNPROCESSABLE_ENTITY):
        query = request.GET.copy()
        del query[SWITCHED]
        return redirect(f"{request.path}?{query.urlencode()}")
    return response


class ConfirmMiddleware:
    """A page that needs a code first leads to «Подтвердите, что это вы», and from there back to itself."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, CodeNeeded):
            return None
        return redirect(f"{reverse('confirm')}?{urlencode({'next': request.get_full_path()})}")
