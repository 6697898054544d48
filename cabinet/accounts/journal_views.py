"""«Журнал безопасности»: what happened to a person's cabinet and numbers, in words (A14)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from cabinet.accounts.access import lines_for
from cabinet.accounts.current import numbers
from cabinet.accounts.journal_kinds import GROUPS
from cabinet.accounts.journal_words import facts_of, who_did
from cabinet.accounts.models import Line, SecurityEvent, SecurityEventDetails, SecurityEventKind, User
from cabinet.accounts.selectors import EVENTS_SHOWN, journal_of
from cabinet.core.browsers import browser_of
from cabinet.core.errors import NotFound
from cabinet.core.geo import place_of


@dataclass(frozen=True)
class Entry:
    """An event as `reader` sees it."""

    event: SecurityEvent
    reader: User

    @property
    def who(self) -> str:
        return who_did(self.event, self.reader)

    @property
    def facts(self) -> list[str]:
        return facts_of(self._details.facts) if self._details else []

    @property
    def is_alarming(self) -> bool:
        is_new_device = self._details is not None and bool(self._details.facts.get("new_device"))
        return is_new_device or self.event.kind == SecurityEventKind.SIGN_IN_FAILED

    @property
    def origin(self) -> str:
        """From where it was done: what one did oneself, or what nobody knows who did at one's own cabinet. From where
        other people live their lives is theirs, and staff sit where they sit."""
        details = self._details
        is_mine = self.event.made_by_id == self.reader.pk
        is_at_me = self.event.made_by_id is None and self.event.user_id in (None, self.reader.pk)
        if details is None or not (is_mine or is_at_me) or not (details.ip or details.user_agent):
            return ""
        return f"{browser_of(details.user_agent).title}, {place_of(details.ip)}"

    @property
    def _details(self) -> SecurityEventDetails | None:
        return getattr(self.event, "details", None)  # None: there were none, or they are erased


@login_required
@require_safe
def journal_page(request: HttpRequest) -> HttpResponse:
    """The journal, newest first; `what` and `number` choose, `before` turns the page."""
    user = cast(User, request.user)
    group = request.GET.get("what", "")
    if group and group not in GROUPS:
        raise NotFound
    mine = numbers(request) if not user.is_staff else None
    lines = [] if mine is None else mine.lines
    if mine is not None and mine.line is not None and mine.line not in lines:
        lines = [mine.line, *lines]  # the one that the page is about is offered, however many there are
    line = _chosen(request, user, lines)
    if line is not None and line not in lines:
        lines = [line, *lines]  # beyond those that the switcher offers
    kinds = GROUPS[group][1] if group else ()
    found = journal_of(user, line=line, kinds=kinds, before=_uuid(request.GET.get("before", "")))
    shown = found[:EVENTS_SHOWN]
    chosen = {"what": group, "number": str(line.public_id) if line else ""}
    context = {
        "entries": [Entry(event, user) for event in _once(shown, user)],
        "groups": [_pill(label, chosen, what=name) for name, label in _labels()],
        "numbers": [_pill(str(each), chosen, number=str(each.public_id)) for each in lines] if len(lines) > 1 else [],
        "all_url": _url(chosen | {"what": ""}),
        "all_numbers_url": _url(chosen | {"number": ""}),
        "group": group,
        "line": line,
        "is_first": "before" not in request.GET,
        "first_url": _url(chosen),
        "next_url": _url(chosen | {"before": str(shown[-1].public_id)}) if len(found) > EVENTS_SHOWN else "",
    }
    return render(request, "accounts/journal.html", context)


def _once(events: list[SecurityEvent], reader: User) -> list[SecurityEvent]:
    """What two people did together is noted for each of them; each reads it once, as noted for them."""
    noted = {_what(event) for event in events if event.user_id == reader.pk}
    return [event for event in events if event.user_id == reader.pk or _what(event) not in noted]


def _what(event: SecurityEvent) -> tuple[object, ...]:
    return event.kind, event.line_id, event.at, event.made_by_id


def _labels() -> list[tuple[str, str]]:
    return [(name, str(label)) for name, (label, _kinds) in GROUPS.items()]


def _pill(label: str, chosen: dict[str, str], **one: str) -> dict[str, object]:
    return {"label": label, "url": _url(chosen | one), "current": chosen | one == chosen}


def _url(query: dict[str, str]) -> str:
    return f"?{urlencode({name: value for name, value in query.items() if value})}"


def _chosen(request: HttpRequest, user: User, lines: list[Line]) -> Line | None:
    """Any number of the person's, not only those that are offered."""
    named = _uuid(request.GET.get("number", ""))
    if named is None and not request.GET.get("number"):
        return None
    line = next((line for line in lines if line.public_id == named), None)
    if line is None and named is not None:
        line = lines_for(user).filter(public_id=named).first()
    if line is None:
        raise NotFound
    return line


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
