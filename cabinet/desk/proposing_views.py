"""«Предложить»: what a specialist may do for the subscriber, seen first, and put into the thread (S4).

It works without JavaScript: a GET chooses and shows what it would mean, a POST puts it into the thread.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cabinet.accounts.models import SecurityEventKind
from cabinet.accounts.services.staff_trail import note_staff
from cabinet.core.acting import Preview
from cabinet.core.errors import DomainError, NotFound
from cabinet.core.net import origin_of
from cabinet.desk.gate import specialists_only
from cabinet.desk.proposing_forms import ProposeForm, WishForm
from chat.acting.selectors import Offered, offered
from chat.acting.services.proposing import propose
from chat.acting.worded import in_zone_of, wish_in
from chat.flood import refuse_flood
from chat.models import Conversation
from chat.viewers import Viewer, requested


@require_http_methods(["GET", "HEAD", "POST"])
@specialists_only
def propose_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What can be proposed; with `kind` and `what` chosen, what it would mean, and the button that proposes it."""
    now = timezone.now()
    conversation, viewer = requested(request, public_id, now, "topic")
    if conversation.line is None:
        raise NotFound
    offers = offered(conversation, now)
    sent = request.POST if request.method == "POST" else request.GET
    chosen = next((each for each in offers if each.action.name == sent.get("kind")), None)
    form = WishForm(sent, offered=chosen) if chosen else None
    if request.method == "POST":
        return _proposed(request, conversation, viewer, offers, form, now)
    _note_look(request, conversation, viewer, now)
    return _page(request, conversation, offers, form, now)


def _proposed(
    request: HttpRequest,
    conversation: Conversation,
    viewer: Viewer,
    offers: list[Offered],
    form: WishForm | None,
    now: datetime,
) -> HttpResponse:
    sure = ProposeForm(request.POST)
    if form is None or not form.is_valid() or not sure.is_valid():
        return _page(request, conversation, offers, form, now)
    try:
        refuse_flood(viewer)
        propose(
            conversation=conversation,
            specialist=viewer.specialist,
            client_id=sure.cleaned_data["client_id"],
            action=form.action.name,
            what=form.cleaned_data["what"],
            amount=form.cleaned_data.get("amount"),
            agreed=sure.cleaned_data["agreed"],
            now=now,
        )
    except NotFound:
        raise
    except DomainError as error:
        form.add_error(None, str(error.message))
        return _page(request, conversation, offers, form, now)
    return redirect("desk-conversation", conversation.public_id)


def _page(
    request: HttpRequest, conversation: Conversation, offers: list[Offered], form: WishForm | None, now: datetime
) -> HttpResponse:
    line = conversation.line
    preview = _preview(conversation, form, now) if form is not None and form.is_bound else None
    errors = form.errors if form is not None else {}
    context: dict[str, Any] = {
        "conversation": conversation,
        "line": line,
        "form": form,
        "preview": preview,
        "others": [
            (each.action, WishForm(offered=each)) for each in offers if form is None or each.action != form.action
        ],
        "client_id": uuid4(),
    }
    return render(request, "desk/propose.html", context, status=422 if errors or request.method == "POST" else 200)


def _preview(conversation: Conversation, form: WishForm, now: datetime) -> Preview | None:
    if not form.is_valid() and form.has_error("what") | form.has_error("amount"):
        return None
    wish = wish_in(conversation, what=form.cleaned_data["what"], amount=form.cleaned_data.get("amount"), now=now)
    try:
        with in_zone_of(wish.asker.line):
            return form.action.preview(wish)
    except NotFound:
        raise
    except DomainError as error:
        form.add_error(None, str(error.message))
        return None


def _note_look(request: HttpRequest, conversation: Conversation, viewer: Viewer, now: datetime) -> None:
    """What the line has is shown here: whose it is reads in the journal who looked."""
    if conversation.line is not None:
        note_staff(
            SecurityEventKind.LOOKED_AT,
            staff=viewer.specialist,
            about=conversation.line,
            what="line",
            origin=origin_of(request),
            now=now,
        )
