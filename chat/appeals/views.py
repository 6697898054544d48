"""«Создать обращение», and what its author does with it afterwards (H2)."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cabinet.accounts.access import Right, allowed, require
from cabinet.accounts.current import current_line, posted_line
from cabinet.accounts.models import User
from cabinet.core.errors import DomainError, NotFound, TooManyAttempts
from cabinet.core.limits import allow
from cabinet.core.net import origin_of
from cabinet.requests.selectors import find
from chat.appeals.forms import AppealForm
from chat.appeals.selectors import appeal_of, file_of
from chat.appeals.services import judge_answer, make_appeal
from chat.promises.files.accepting import ACCEPT, accept_all
from chat.promises.files.keeping import serve

PAUSE = 60 * 60  # seconds after which a refused client tries again
SAID = {"yes": True, "no": False}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appeal_page(request: HttpRequest) -> HttpResponse:
    """A form about the current line; a POST makes the appeal and leads to its page, where the bot has answered."""
    posted = request.method == "POST"
    line, now, user = (posted_line if posted else current_line)(request), timezone.now(), cast(User, request.user)
    form, status = AppealForm(request.POST if posted else None), 200
    if posted:
        require(user, line, Right.CHAT, now)
        if form.is_valid():
            said = form.cleaned_data
            try:
                _refuse_flood(user)
                files = accept_all(uploads=request.FILES.getlist("files"), now=now)
                made = make_appeal(line=line, author=user, files=files, now=now, origin=origin_of(request), **said)
            except DomainError as error:
                form.add_error(None, str(error))
                status = 429 if isinstance(error, TooManyAttempts) else 422
            else:
                return redirect("request", public_id=made.request.public_id)
        status = 422 if status == 200 else status
    context = {
        "line": line,
        "form": form,
        "accept": ACCEPT,
        "days": settings.APPEAL_DAYS,
        "may": allowed(user, line, Right.CHAT, now),
    }
    return render(request, "chat/appeals/appeal.html", context, status=status)


@login_required
@require_POST
def judge_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Whether the answer that came at once helped."""
    user = cast(User, request.user)
    asked = find(user=user, public_id=public_id, right=Right.MANAGE)
    appeal = appeal_of(asked)
    if appeal is None:
        raise NotFound
    said = request.POST.get("helped", "")
    if said in SAID:
        judge_answer(appeal=appeal, by=user, helped=SAID[said], now=timezone.now())
    return redirect("request", public_id=public_id)


@login_required
@require_safe
def file_page(request: HttpRequest, public_id: UUID, file: UUID) -> HttpResponse:
    """What the author sent along."""
    return serve(file_of(find(user=cast(User, request.user), public_id=public_id), file))


def _refuse_flood(user: User) -> None:
    if not all(allow(each, "appeal", str(user.pk)) for each in settings.APPEALS_OF_ONE):
        raise TooManyAttempts(
            PAUSE, _("Сегодня вы написали много обращений. Написанное не пропадёт: отправьте его позже или в чате.")
        )
