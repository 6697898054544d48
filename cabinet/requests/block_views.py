"""Pages that block and unblock a number (A11)."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cabinet.accounts.access import Right, allowed, lines_that_prove, require
from cabinet.accounts.assurance import stands_without, strong_required
from cabinet.accounts.current import current_line
from cabinet.accounts.models import BlockReason, Line, User
from cabinet.accounts.services.line_state import signed_in_by
from cabinet.accounts.services.permanent_password import is_doubted, recently_set_by
from cabinet.core.errors import DomainError, NotFound
from cabinet.core.net import origin_of
from cabinet.requests.forms import BlockForm, UnblockForm
from cabinet.requests.models import Request
from cabinet.requests.selectors import standing_switch
from cabinet.requests.services.blocking import block, today, unblock


@login_required
@strong_required
@require_http_methods(["GET", "POST"])
def block_page(request: HttpRequest, line: UUID) -> HttpResponse:
    """Says what a block stops and what it does not, then blocks. Who came by that very telephone is signed out. A
    manager reads that the number by which the owner comes in is the owner's to block."""
    user, blocked = _asked(request)
    if not allowed(user, blocked, Right.BLOCK):
        return render(request, "requests/block_of_owner.html", {"line": blocked}, status=_refused(request))
    now = timezone.now()
    form = BlockForm(_posted(request), today=today(blocked, now))
    if request.method == "POST" and form.is_valid():
        reason = BlockReason(form.cleaned_data["reason"])
        stays = stands_without(request, blocked)
        has_others = any(each.pk != blocked.pk for each in lines_that_prove(user))
        try:
            made = block(
                line=blocked,
                reason=reason,
                by=user,
                now=now,
                on=form.cleaned_data["on"],
                origin=origin_of(request),
                keep_session=request.session.session_key if stays else None,
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            if reason == BlockReason.LOSS and not stays and user in signed_in_by(blocked):
                password_will_do = user.has_usable_password() and not is_doubted(user)
                return _signed_out(request, has_way_in=password_will_do or has_others)
            return _to(made)
    context = {"form": form, "line": blocked, **_ways_in(request, user, blocked)}
    return render(request, "requests/block.html", context, status=422 if form.errors else 200)


@login_required
@strong_required
@require_http_methods(["GET", "POST"])
def unblock_page(request: HttpRequest, line: UUID) -> HttpResponse:
    """Unblocks; what was lost only for who shows more than its telephone can."""
    user, blocked = _asked(request)
    if not blocked.is_blocked:
        messages.info(request, _("Номер не заблокирован: он работает."))
        return redirect(f"{reverse('home')}?line={blocked.public_id}")
    by_choice = blocked.block_reason == BlockReason.VOLUNTARY
    restores, stands = allowed(user, blocked, Right.RESTORE), stands_without(request, blocked)
    may, proved = by_choice or restores, by_choice or stands
    now = timezone.now()
    form = UnblockForm(_posted(request), today=today(blocked, now))
    if request.method == "POST" and may and proved and form.is_valid():
        try:
            made = unblock(
                line=blocked,
                by=user,
                restores=restores and stands,
                now=now,
                on=form.cleaned_data["on"],
                origin=origin_of(request),
            )
        except NotFound:
            raise
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return _to(made)
    context = {"form": form, "line": blocked, "may": may, "proved": proved, "standing": standing_switch(blocked)}
    if not proved:
        context |= _ways_in(request, user, blocked)
    status = 422 if form.errors else 200 if may and proved else _refused(request)
    return render(request, "requests/unblock.html", context, status=status)


def _refused(request: HttpRequest) -> int:
    """The status of a page that says who may do this: a form that was sent nevertheless is refused."""
    return 403 if request.method == "POST" else 200


def _asked(request: HttpRequest) -> tuple[User, Line]:
    user, line = cast(User, request.user), current_line(request)
    require(user, line, Right.MANAGE)
    if line.msisdn is None:  # the network knows it by no number
        raise NotFound
    return user, line


def _ways_in(request: HttpRequest, user: User, line: Line) -> dict[str, Any]:
    """How the person comes in while the line is blocked; and whether a loss signs this browser out."""
    return {
        "standing": standing_switch(line),
        "has_password": user.has_usable_password() and not is_doubted(user),
        "is_password_of_it": recently_set_by(user=user, now=timezone.now()) == line,
        "other_lines": [each for each in lines_that_prove(user) if each.pk != line.pk],
        "is_theirs": user in signed_in_by(line),
        "stays": stands_without(request, line),
    }


def _signed_out(request: HttpRequest, has_way_in: bool) -> HttpResponse:
    logout(request)
    if has_way_in:
        words = _(
            "Номер заблокирован, и кабинет закрыт на всех устройствах. Войдите с паролем или по коду другого номера."
        )
    else:
        words = _("Номер заблокирован, и кабинет закрыт на всех устройствах. Войти поможет специалист по телефону.")
    messages.success(request, words)
    return redirect("login")


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _to(made: Request) -> HttpResponse:
    return redirect("request", public_id=made.public_id)
