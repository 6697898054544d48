"""«Безопасность»: where a person is signed in, and ending what should not be (A4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cabinet.accounts.assurance import strong_required
from cabinet.accounts.models import Session, User
from cabinet.accounts.selectors import DEVICES_SHOWN, find_alert, session_of, sessions_of
from cabinet.accounts.services.devices import LinkTooOld, deny_sign_in, end_other_sessions, end_session
from cabinet.accounts.texts import SIGNED_IN_BY
from cabinet.core.browsers import Browser, browser_of
from cabinet.core.errors import NotFound
from cabinet.core.geo import place_of
from cabinet.core.net import origin_of


@dataclass(frozen=True)
class Device:
    """A row of the list: a session in words."""

    session: Session
    is_this: bool

    @property
    def browser(self) -> Browser:
        return browser_of(self.session.user_agent)

    @property
    def place(self) -> str:
        return place_of(self.session.ip)

    @property
    def how(self) -> str:
        return str(SIGNED_IN_BY.get(self.session.proof, ""))


@login_required
@require_safe
def security_page(request: HttpRequest) -> HttpResponse:
    """The devices in which the person is signed in, this one first."""
    here = request.session.session_key
    sessions = sessions_of(_user(request), timezone.now())
    devices = [Device(session, session.session_key == here) for session in sessions[:DEVICES_SHOWN]]
    devices.sort(key=lambda device: not device.is_this)
    context = {"devices": devices, "others": len(sessions) - 1, "has_more": len(sessions) > DEVICES_SHOWN}
    return render(request, "accounts/security.html", context)


@login_required
@require_http_methods(["GET", "POST"])
@strong_required
def end_device_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ends one session of the person's own. A GET (after a code was asked for) shows the button again."""
    user, here = _user(request), str(request.session.session_key)
    if request.method == "POST":
        end_session(user=user, public_id=public_id, keep=here, origin=origin_of(request), now=timezone.now())
        messages.success(request, _("Готово: на том устройстве вы больше не вошли."))
        return redirect("security")
    session = session_of(user, public_id)
    if session is None or session.session_key == here:
        raise NotFound
    return render(request, "accounts/end_device.html", {"device": Device(session, is_this=False)})


@login_required
@require_http_methods(["GET", "POST"])
@strong_required
def end_others_page(request: HttpRequest) -> HttpResponse:
    """Ends every session but this one."""
    if request.method != "POST":
        return render(request, "accounts/end_device.html")
    here = str(request.session.session_key)
    ended = end_other_sessions(user=_user(request), keep=here, origin=origin_of(request), now=timezone.now())
    text = ngettext("Готово: завершён %(count)d вход.", "Готово: завершено входов: %(count)d.", ended)
    messages.success(request, text % {"count": ended} if ended else _("Других входов нет."))
    return redirect("security")


@never_cache
@require_http_methods(["GET", "POST"])
def not_me_page(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the SMS about a new device. It opens for whoever reads the SMS, and only its button ends anything:
    telephones and messengers open links by themselves."""
    now = timezone.now()
    context: dict[str, object] = {}
    if request.method == "POST":
        try:
            context["just_done"] = deny_sign_in(token=token, origin=origin_of(request), now=now)
        except LinkTooOld:
            context["just_done"] = False
    alert = find_alert(token)
    context |= {
        "alert": alert,
        "browser": browser_of(alert.user_agent),
        "place": place_of(alert.ip),
        "is_old": alert.used_at is None and alert.expires_at <= now,
    }
    return render(request, "accounts/not_me.html", context)


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)
