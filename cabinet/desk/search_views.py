"""Search over conversations: whose words are shown reads it in the journal, as with any other look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cabinet.accounts.models import SecurityEventKind, User
from cabinet.accounts.services.journal import record_of_lines
from cabinet.core.channels import Channel
from cabinet.core.net import origin_of
from cabinet.desk.gate import specialists_only
from cabinet.desk.panes import queue_pane
from cabinet.desk.selectors import name_of
from chat.finding import Found, find
from chat.models import Conversation
from chat.threads import seq_in

SEEN = "desk_found"  # in the session: lines whose words a search has shown, and the journal has it
SEEN_KEPT = 200
MOST = 100  # characters of what is looked for


@dataclass(frozen=True)
class Row:
    conversation: Conversation
    name: str
    text: str


@require_safe
@specialists_only
def search_page(request: HttpRequest) -> HttpResponse:
    """`?q=` words or a number; `?before=` the next page."""
    now = timezone.now()
    query = request.GET.get("q", "").strip()[:MOST]
    page = find(query, before=seq_in(request.GET.get("before", "")))
    _note_looks(request, page.found, now)
    rows = [Row(each.conversation, name_of(each.conversation), each.text) for each in page.found]
    context = {**queue_pane(request, now), "query": query, "rows": rows, "before": page.before}
    return render(request, "desk/search.html", context)


def _note_looks(request: HttpRequest, found: list[Found], now: datetime) -> None:
    """An event for each line whose words are shown, once in a session."""
    seen = request.session.get(SEEN, [])
    lines = {each.conversation.line.pk: each.conversation.line for each in found if each.conversation.line}
    new = [line for key, line in lines.items() if key not in seen]
    if not new:
        return
    request.session[SEEN] = [*seen, *(line.pk for line in new)][-SEEN_KEPT:]
    by = cast(User, request.user)  # the gate let nobody else in
    owners = {line.contract.owner_id: line.contract.owner for line in new}
    for key, owner in owners.items():
        record_of_lines(
            SecurityEventKind.LOOKED_AT,
            lines=[line for line in new if line.contract.owner_id == key],
            now=now,
            user=owner,
            made_by=by,
            channel=Channel.STAFF,
            origin=origin_of(request),
            what="conversation",
        )
