"""Telling by SMS how a request ended (N1), once for each result."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from cabinet.accounts.models import Line, LineStatus, User
from cabinet.accounts.services.line_state import signed_in_by
from cabinet.accounts.services.tell import tell, tell_line
from cabinet.requests import texts
from cabinet.requests.models import Request


def tell_result(request: Request, *, now: datetime) -> None:
    """Say how `request` ended: on its line, or where that is blocked or there is none, on the people's own others."""
    words = partial(texts.result, request)
    key = f"request:{request.number}:{request.status}"
    line = request.line
    if line is not None and line.status == LineStatus.ACTIVE:
        tell_line(line=line, words=words, now=now, dedup_key=key)
    elif line is not None:
        tell_people(line, words=words, now=now, dedup_key=key)
    elif request.user is not None:
        tell(user=request.user, words=words, now=now, dedup_key=key)


def tell_people(line: Line, *, words: Callable[[], str], now: datetime, dedup_key: str | None = None) -> None:
    """Tell the owner of a line and whose it is, on the numbers of theirs that work."""
    people: set[User] = set(signed_in_by(line))
    if line.contract.owner is not None:
        people.add(line.contract.owner)
    for user in sorted(people, key=lambda person: person.pk):
        tell(user=user, words=words, now=now, dedup_key=dedup_key)
