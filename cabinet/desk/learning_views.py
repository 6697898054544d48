"""«Сделать ответом бота»: a specialist proposes by one click from a reply, a supervisor approves (C15)."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cabinet.accounts.models import User
from cabinet.core.errors import DomainError, NotFound
from cabinet.desk.gate import specialists_only, supervisors_only
from cabinet.desk.learning_forms import NEW, LessonForm
from chat.learning.selectors import Known, find_lesson, known_like, reply_to_teach, waiting_lessons
from chat.learning.services import approve, reject, teach
from chat.models import Lesson, LessonState
from chat.viewers import requested


@require_http_methods(["GET", "HEAD", "POST"])
@specialists_only
def learn_page(request: HttpRequest, public_id: UUID, client_id: UUID) -> HttpResponse:
    """The question and the answer of a reply, with what the bot knows that is like it; a POST proposes."""
    now = timezone.now()
    conversation, viewer = requested(request, public_id, now)
    taught = reply_to_teach(conversation, client_id)
    if taught.lesson is not None:
        messages.info(
            request, _("Из этого ответа урок уже сделан: %(state)s.") % {"state": taught.lesson.get_state_display()}
        )
        return redirect("desk-conversation", public_id)
    known = known_like(request.POST.get("phrasing", taught.question), taught.message.text)
    initial = {
        "phrasing": taught.question,
        "target": _likeliest(known),
        "title_ru": taught.question[:120],
        "text_ru": taught.message.text[:2000],
    }
    form = LessonForm(request.POST if request.method == "POST" else None, known=known, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            teach(message=taught.message, words=form.words(), by=viewer.specialist, now=now)
        except NotFound:
            raise
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Отправлено старшему смены. Когда он утвердит, бот будет отвечать сам."))
            return redirect("desk-conversation", public_id)
    context = {"form": form, "known": known, "conversation": conversation}
    return render(request, "desk/learn.html", context, status=422 if form.errors else 200)


@require_safe
@supervisors_only
def lessons_page(request: HttpRequest) -> HttpResponse:
    """What waits for approval, the oldest first."""
    return render(request, "desk/lessons.html", {"lessons": waiting_lessons()})


@require_http_methods(["GET", "HEAD", "POST"])
@supervisors_only
def lesson_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One of them, to be mended and approved, or rejected."""
    lesson = find_lesson(public_id)
    known = _known(lesson, request.POST.get("phrasing", lesson.phrasing))
    form = LessonForm(request.POST if request.method == "POST" else None, known=known, initial=_as_initial(lesson))
    if request.method == "POST" and (request.POST.get("action") == "reject" or form.is_valid()):
        try:
            _decide(request, lesson, form)
        except NotFound:
            raise
        except DomainError as error:
            form.add_error(None, str(error.message)) if form.is_bound else None
        else:
            return redirect("desk-lessons")
    waits = lesson.state == LessonState.WAITING
    context = {"form": form, "known": known, "lesson": lesson, "waits": waits}
    return render(request, "desk/lesson.html", context, status=422 if form.errors else 200)


def _decide(request: HttpRequest, lesson: Lesson, form: LessonForm) -> None:
    by, now = cast(User, request.user), timezone.now()  # the gate let nobody else in
    if request.POST.get("action") == "reject":
        reject(lesson=lesson, by=by, now=now)
        messages.success(request, _("Отклонено: бот этого не узнает."))
        return
    approve(lesson=lesson, words=form.words(), by=by, now=now)
    messages.success(request, _("Утверждено: бот отвечает на это с этой минуты."))


def _known(lesson: Lesson, phrasing: str) -> list[Known]:
    """What is like it, and what the specialist chose."""
    known = known_like(phrasing, lesson.text_ru)
    if lesson.answer is not None and all(each.answer != lesson.answer for each in known):
        known.append(Known(lesson.answer, 0.0, exactly=False, likely=True))
    return known


def _as_initial(lesson: Lesson) -> dict[str, Any]:
    names = ("phrasing", "language", "subject", "title_ru", "title_en", "text_ru", "text_en")
    target = lesson.answer.slug if lesson.answer is not None else NEW
    return {name: getattr(lesson, name) for name in names} | {"target": target}


def _likeliest(known: list[Known]) -> str:
    """What is chosen to begin with: the answer that it probably is, else a new one."""
    first = known[0] if known else None
    return first.answer.slug if first is not None and first.likely else NEW
