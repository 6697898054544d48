"""Appeals at the desk: those that wait for an answer, and one to be answered (H2)."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cabinet.accounts.models import SecurityEventKind, User
from cabinet.accounts.services.staff_trail import note_staff
from cabinet.core.errors import DomainError
from cabinet.core.net import origin_of
from cabinet.desk.gate import specialists_only
from chat.appeals.forms import AnswerForm
from chat.appeals.selectors import file_of, find_appeal, waiting, waiting_count
from chat.appeals.services import answer_appeal, take_appeal
from chat.models import Appeal
from chat.promises.files.keeping import serve


@require_safe
@specialists_only
def appeals_page(request: HttpRequest) -> HttpResponse:
    """Those without an answer, by the day on which it is due."""
    context = {"appeals": waiting(), "count": waiting_count(), "now": timezone.now()}
    return render(request, "desk/appeals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@specialists_only
def appeal_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One appeal; a POST takes it into work, or answers it."""
    appeal, now, by = find_appeal(public_id), timezone.now(), cast(User, request.user)
    answers = request.method == "POST" and request.POST.get("action") == "answer"
    form = AnswerForm(request.POST if answers else None)
    try:
        if answers and form.is_valid():
            answer_appeal(appeal=appeal, by=by, text=form.cleaned_data["text"], now=now)
            messages.success(request, _("Ответ записан, абоненту уйдёт SMS."))
            return redirect("desk-appeal", public_id)
        if request.method == "POST" and not answers:
            take_appeal(appeal=appeal, by=by, now=now)
            return redirect("desk-appeal", public_id)
    except DomainError as error:
        form.add_error(None, str(error))
        appeal = find_appeal(public_id)
    if request.method == "GET":
        _note_look(request, appeal)
    context = {"appeal": appeal, "asked": appeal.request, "files": appeal.files.all(), "form": form}
    return render(request, "desk/appeal.html", context, status=422 if form.errors else 200)


@require_safe
@specialists_only
def appeal_file(request: HttpRequest, public_id: UUID, file: UUID) -> HttpResponse:
    """What the author sent along."""
    appeal = find_appeal(public_id)
    found = file_of(appeal.request, file)
    _note_look(request, appeal)
    return serve(found)


def _note_look(request: HttpRequest, appeal: Appeal) -> None:
    """Whose number it is about reads in the journal who looked."""
    by, looked = cast(User, request.user), SecurityEventKind.LOOKED_AT
    note_staff(looked, staff=by, about=appeal.line, what="appeal", origin=origin_of(request), now=timezone.now())
