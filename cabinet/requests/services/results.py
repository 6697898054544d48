"""Telling how a request ended (N1), once for each result."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from cabinet.accounts.models import Line, LineStatus, User
from cabinet.accounts.services.line_state import signed_in_by
from cabinet.accounts.services.notify import notify
from cabinet.accounts.services.tell import tell
from cabinet.requests import texts
from cabinet.requests.events import RESULT
from cabinet.requests.models import Request
from cabinet.sms.quiet import is_awaited


def tell_result(request: Request, *, now: datetime) -> None:
    """Say how `request` ended: on its line, or where that is blocked or there is none, on the people's own others."""
    template, facts = texts.result(request)
    key = f"request:{request.number}:{request.status}"
    urgent = is_awaited(request.created_at, now)
    say = partial(notify, event=RESULT.name, template=template, facts=facts, now=now, dedup_key=key, urgent=urgent)
    line = request.line
    if line is not None and line.status == LineStatus.ACTIVE:
        say(line=line)
    elif line is not None:
        for user in _people_of(line):
            if user == line.contract.owner or not line.contract.others_forbidden:
                say(user=user)
    elif request.user is not None:
        say(user=request.user)


def tell_people(line: Line, *, words: Callable[[], str], now: datetime, dedup_key: str | None = None) -> None:
    """Tell the owner of a line and whose it is, on the numbers of theirs that work: what is about security."""
    for user in _people_of(line):
        tell(user=user, words=words, now=now, dedup_key=dedup_key)


def _people_of(line: Line) -> list[User]:
    people: set[User] = set(signed_in_by(line))
    if line.contract.owner is not None:
        people.add(line.contract.owner)
    return sorted(people, key=lambda person: person.pk)
