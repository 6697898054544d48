"""Files of a conversation."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from chat.promises.attachments import file_in_chat, require_shown
from chat.promises.files.keeping import serve
from chat.viewers import requested


@require_safe
def file_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A picture or a document, for whoever may see where it was sent; `?small`: a smaller picture."""
    file, message = file_in_chat(public_id)
    _conversation, viewer = requested(request, message.conversation.public_id, timezone.now())
    require_shown(message, viewer)
    return serve(file, small="small" in request.GET)
