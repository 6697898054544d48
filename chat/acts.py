"""What buttons of a thread do: a POST to `/chat/<uuid>/<act>/`, by a form with or without JavaScript.

With `Accept: application/json` the answer is `{"ok": true}`, and the page asks for what changed; otherwise the thread
is shown again. A refusal is a problem (RFC 9457), or the thread with a sentence.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from cabinet.core.api.problems import refusal
from cabinet.core.errors import DomainError, NotFound
from chat.addresses import address_of
from chat.models import Conversation
from chat.viewers import Viewer, requested

Act = Callable[..., None]


def act(does: Act) -> Callable[..., HttpResponse]:
    """`does(request, conversation, viewer, now)` as a view that only who may see the conversation can POST to."""

    @require_POST
    @wraps(does)
    def view(request: HttpRequest, public_id: UUID, **named: Any) -> HttpResponse:
        now: datetime = timezone.now()
        conversation, viewer = requested(request, public_id, now)
        try:
            does(request, conversation, viewer, now, **named)
        except NotFound:
            raise
        except DomainError as error:
            return _refused(request, conversation, viewer, error)
        if wants_json(request):
            return JsonResponse({"ok": True})
        return redirect(address_of(conversation, viewer) + "#end")

    return view


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, and not a page."""
    return request.headers.get("Accept", "").startswith("application/json")


def _refused(request: HttpRequest, conversation: Conversation, viewer: Viewer, error: DomainError) -> HttpResponse:
    if wants_json(request):
        return refusal(error)
    messages.error(request, str(error.message))
    return redirect(address_of(conversation, viewer) + "#end")
