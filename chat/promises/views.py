"""Files of a conversation, and a message being changed."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cabinet.core.api.problems import refusal
from cabinet.core.errors import DomainError, NotFound
from chat.acts import wants_json
from chat.addresses import address_of
from chat.flood import refuse_flood
from chat.promises.attachments import file_in_chat, require_shown
from chat.promises.edits import edit, own_message, why_not
from chat.promises.files.keeping import serve
from chat.viewers import requested


@require_safe
def file_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A picture or a document, for whoever may see where it was sent; `?small`: a smaller picture."""
    file, message = file_in_chat(public_id)
    _conversation, viewer = requested(request, message.conversation.public_id, timezone.now())
    require_shown(message, viewer)
    return serve(file, small="small" in request.GET)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_page(request: HttpRequest, public_id: UUID, client_id: UUID) -> HttpResponse:
    """One's own message, to be said otherwise. A script is answered `{"ok": true}` or a problem."""
    now = timezone.now()
    conversation, viewer = requested(request, public_id, now)
    message = own_message(conversation, viewer, client_id)
    text, error = request.POST.get("text", message.text), why_not(message, conversation, viewer, now)
    back = address_of(conversation, viewer)
    if request.method == "POST":
        try:
            refuse_flood(viewer)
            edit(conversation=conversation, viewer=viewer, client_id=client_id, text=text, now=now)
        except NotFound:
            raise
        except DomainError as refused:
            if wants_json(request):
                return refusal(refused)
            error = refused
        else:
            return JsonResponse({"ok": True}) if wants_json(request) else redirect(back + "#end")
    over = why_not(message, conversation, viewer, now) is not None
    context = {"text": text, "error": error.message if error else "", "over": over, "back": back}
    return render(request, "chat/edit.html", context, status=422 if error and request.method == "POST" else 200)
