"""«Помощь»: questions by subject, search, and a page for each answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from cabinet.core.errors import NotFound
from cabinet.home.help.builtin import builtin_questions
from cabinet.home.help.known import KNOWN
from cabinet.home.help.searching import Found, judged, opened, search
from cabinet.home.help.showing import action_of, paragraphs
from chat.models import Answer

MARK = "d"  # in the address: which search led here
SAID = {"yes": True, "no": False}


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """The popular questions and all of them by subject; with `?q=` what was found."""
    known = KNOWN.get()
    query = request.GET.get("q", "").strip()
    if query:
        return _found(request, search(request, query, known, timezone.now()))
    builtin = [] if known.shelves else builtin_questions()
    return render(request, "home/help.html", {"known": known, "questions": builtin, "query": ""})


@require_http_methods(["GET", "HEAD", "POST"])
def answer_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One answer with its button. A POST says whether it helped."""
    known, now = KNOWN.get(), timezone.now()
    answer = known.by_slug.get(slug)
    if answer is None:
        raise NotFound
    mark = request.GET.get(MARK, "")
    if request.method == "POST":
        said = request.POST.get("helped", "")
        if said in SAID:
            judged(request, answer, mark, helped=SAID[said], now=now)
        return redirect(f"{reverse('help-answer', args=[slug])}?{urlencode({'said': said})}#said")
    if request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        opened(request, answer, mark, now)
    context = {
        **_shown(request, answer),
        "mark": mark,
        "said": request.GET.get("said", ""),
        "beside": known.beside(answer),
    }
    return render(request, "home/help/answer.html", context)


def _found(request: HttpRequest, found: Found) -> HttpResponse:
    first = found.answers[0] if found.sure else None
    context = {
        "found": found,
        "query": found.query,
        "others": found.answers[1:] if first else found.answers,
        **(_shown(request, first) if first else {}),
    }
    return render(request, "home/help/found.html", context)


def _shown(request: HttpRequest, answer: Answer) -> dict[str, object]:
    return {"answer": answer, "paragraphs": paragraphs(answer), "action": action_of(answer, request)}
