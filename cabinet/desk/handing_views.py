"""Who answers: «Взять себе», «Забрать», «Передать»; and labels."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cabinet.accounts.access import specialists
from cabinet.core.errors import DomainError
from cabinet.desk.gate import specialists_only
from cabinet.desk.panes import SHOWN, show_thread
from chat.labels import set_labels
from chat.models import MAX_TEXT
from chat.services.assign import take, transfer
from chat.viewers import requested

QUEUE = "queue"  # whom to transfer to: nobody in particular


class TransferForm(forms.Form):
    """To whom, and what they should know. `client_id` came with the empty form: sent twice is given once."""

    client_id = forms.UUIDField()
    to = forms.CharField(max_length=150, error_messages={"required": gettext_lazy("Выберите, кому передать.")})
    words = forms.CharField(required=False, max_length=MAX_TEXT)


@require_POST
@specialists_only
def take_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """«Взять себе»; with `over`, said for sure, from a colleague."""
    now = timezone.now()
    conversation, viewer = requested(request, public_id, now, *SHOWN)
    over = request.POST.get("over") == "yes"
    try:
        take(conversation=conversation, specialist=viewer.specialist, over=over, now=now)
    except DomainError as error:
        conversation, viewer = requested(request, public_id, now, *SHOWN)  # whose it is by now
        return show_thread(request, conversation, viewer, now, error=error)
    return redirect("desk-conversation", public_id)


@require_POST
@specialists_only
def labels_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The labels of a conversation, all of them at once."""
    conversation, _viewer = requested(request, public_id, timezone.now())
    set_labels(conversation=conversation, slugs=request.POST.getlist("label"))
    return redirect("desk-conversation", public_id)


@require_POST
@specialists_only
def transfer_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """«Передать»: to a colleague or back into the queue, with a note that only specialists read."""
    now = timezone.now()
    conversation, viewer = requested(request, public_id, now, *SHOWN)
    form = TransferForm(request.POST)
    try:
        if not form.is_valid():
            raise DomainError(str(next(iter(form.errors.values()))[0]))
        said: dict[str, Any] = form.cleaned_data
        to = None if said["to"] == QUEUE else specialists().filter(login=said["to"]).first()
        if to is None and said["to"] != QUEUE:
            raise DomainError(_("Такого специалиста нет. Выберите другого."))
        transfer(
            conversation=conversation,
            by=viewer.specialist,
            to=to,
            client_id=said["client_id"],
            words=said["words"],
            now=now,
        )
    except DomainError as error:
        conversation, viewer = requested(request, public_id, now, *SHOWN)
        return show_thread(request, conversation, viewer, now, error=error, words=request.POST.get("words", ""))
    messages.success(request, _("Передано: %(to)s.") % {"to": to.public_name if to else _("обратно в очередь")})
    return redirect("desk")
