"""The line that a request is about: in the address or the form; the session holds only the default (DESIGN §4.9)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from cabinet.accounts.access import lines_for
from cabinet.accounts.models import Line
from cabinet.core.errors import NotFound

SESSION_LINE = "line"  # public_id of the line that pages show unless they are told another
SWITCHED = "switched"  # in the address: the person came here from the same page about another number
SWITCHER_LIMIT = 30  # numbers in the header's menu; all of them stand on «Номера»


@dataclass(frozen=True)
class Numbers:
    """What the header's switcher shows."""

    line: Line | None
    lines: list[Line]


def numbers(request: HttpRequest) -> Numbers:
    """The current line and those beside it, read once a request.

    A line that is named and is not the person's raises `NotFound`; one that was forgotten (closed, access ended)
    falls back to the first.
    """
    kept: Numbers | None = getattr(request, "_numbers", None)
    if kept is None:
        kept = _read(request)
        request._numbers = kept  # type: ignore[attr-defined]
    return kept


def current_line(request: HttpRequest) -> Line:
    """The line that this request is about; raises `NotFound` where there is none."""
    line = numbers(request).line
    if line is None:
        raise NotFound
    return line


def posted_line(request: HttpRequest) -> Line:
    """The line that a form is about. The form or its address says it; the session's default is not enough."""
    if not _named(request):
        raise NotFound
    return current_line(request)


def _read(request: HttpRequest) -> Numbers:
    mine = lines_for(request.user)
    lines = list(mine[:SWITCHER_LIMIT])
    named = _named(request)
    wanted = named or request.session.get(SESSION_LINE)
    line = _find(wanted, lines) or (_fetch(wanted, mine) if len(lines) == SWITCHER_LIMIT else None)
    if line is None:
        if named:
            raise NotFound
        line = lines[0] if lines else None
    return Numbers(line, lines)


def _named(request: HttpRequest) -> str | None:
    """What the address or the form says. A form on another line's address is about neither."""
    match = request.resolver_match
    of_address = str(match.kwargs["line"]) if match and "line" in match.kwargs else None
    said = request.POST.get("line") or request.GET.get("line")
    if of_address and said and said != of_address:
        raise NotFound
    return of_address or said


def _find(wanted: str | None, lines: list[Line]) -> Line | None:
    return next((line for line in lines if str(line.public_id) == wanted), None)


def _fetch(wanted: str | None, mine: object) -> Line | None:
    try:
        return mine.filter(public_id=UUID(wanted)).first()  # type: ignore[attr-defined, no-any-return]
    except (TypeError, ValueError):
        return None
