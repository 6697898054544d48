"""The subscriber's word about what was proposed, and taking it back."""

from __future__ import annotations

from datetime import datetime
from typing import cast
from uuid import UUID

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cabinet.accounts.assurance import stands_without, strong_required_to_change
from cabinet.accounts.forms import READ
from cabinet.accounts.models import User
from cabinet.core.net import origin_of
from chat.acting.selectors import find_proposal
from chat.acting.services.by_telephone import agree_by_code, send_code
from chat.acting.services.deciding import agree, refuse, withdraw
from chat.acts import act
from chat.addresses import address_of
from chat.models import Conversation, Proposal
from chat.viewers import Viewer, requested


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@strong_required_to_change
def proposal_page(request: HttpRequest, public_id: UUID, proposal: UUID) -> HttpResponse:
    """A POST decides; who had to show first who they are comes back by a GET, and is led to the thread."""
    if request.method == "POST":
        return _decided(request, public_id, proposal=proposal)
    conversation, viewer = requested(request, public_id, timezone.now())
    find_proposal(conversation, proposal)
    return redirect(address_of(conversation, viewer) + "#end")


@act
def _decided(
    request: HttpRequest, conversation: Conversation, viewer: Viewer, now: datetime, *, proposal: UUID
) -> None:
    found, answer = find_proposal(conversation, proposal), request.POST.get("answer", "")
    if viewer.at_desk:
        _at_desk(request, found, viewer.specialist, answer, now)
        return
    by = cast(User, viewer.user)  # a guest's thread has no proposals
    if answer == "no":
        refuse(proposal=found, by=by, now=now)
    elif answer == "yes":
        _agree(request, found, by, now)


def _at_desk(request: HttpRequest, proposal: Proposal, by: User, answer: str, now: datetime) -> None:
    """A specialist agrees to nothing by themselves: by the code that the subscriber told them."""
    if answer == "withdraw":
        withdraw(proposal=proposal, by=by, now=now)
    elif answer == "send-code":
        send_code(proposal=proposal, by=by, now=now)
    elif answer == "code":
        typed = request.POST.get("code", "")[:READ]
        agree_by_code(proposal=proposal, by=by, typed=typed, now=now, origin=origin_of(request))


def _agree(request: HttpRequest, proposal: Proposal, by: User, now: datetime) -> None:
    session = request.session
    agree(
        proposal=proposal,
        by=by,
        shown=request.POST.get("shown", ""),
        now=now,
        origin=origin_of(request),
        keep_session=session.session_key if stands_without(request, proposal.line) else None,
    )
    if session.session_key and not session.exists(session.session_key):
        logout(request)  # the number was lost, and only its telephone stood behind this session
