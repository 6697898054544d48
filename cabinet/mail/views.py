"""The mailboxes of the demonstration: only where e-mails go to pages."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cabinet.mail.models import MailboxMessage

SHOWN = 50


@require_GET
def mailbox(request: HttpRequest, address: str) -> HttpResponse:
    """E-mails to `address`, newest first; htmx asks for the list alone."""
    if not settings.MAIL_ON_PAGES:
        raise Http404
    part = request.headers.get("HX-Request") == "true"
    letters = MailboxMessage.objects.filter(address=address.lower()).order_by("-at", "-pk")[:SHOWN]
    template = "mail/_letters.html" if part else "mail/mailbox.html"
    return render(request, template, {"address": address, "letters": letters})
