"""Where the header's switcher leads: the same page about another number (A8).

A page about one thing of a line (a conversation, a request) has nothing to show of another line, so it leads to the
section that the thing stands in. What a page refuses about the other line becomes its first page: see
`accounts.middleware`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from django.http import HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve, reverse

from cabinet.accounts.current import SWITCHED
from cabinet.accounts.models import Line

NOT_CARRIED = ("line", "page", "before", "after", "next", SWITCHED)  # about this line, or a place in its lists

Address = Callable[[Line], str]


def same_page(request: HttpRequest) -> Address:
    """A function that says where this page is for another line."""
    path = _path(request)
    query = request.GET.copy()
    for name in NOT_CARRIED:
        query.pop(name, None)
    kept = f"&{query.urlencode()}" if query else ""
    return lambda line: f"{path(line)}?line={line.public_id}{kept}&{SWITCHED}=1"


def _path(request: HttpRequest) -> Address:
    match = request.resolver_match
    if match is None or getattr(match.func, "is_without_line", False):
        path = reverse("home")
    elif set(match.kwargs) == {"line"}:
        name = match.view_name
        return lambda line: reverse(name, kwargs={"line": line.public_id})
    else:
        path = _section(request.path, match) if match.kwargs else request.path
    return lambda _line: path


def _section(path: str, match: ResolverMatch) -> str:
    """The nearest page above the part of `path` that names one thing."""
    section = path[
        : min(path.find(f"/{value}") for value in map(str, match.kwargs.values()) if f"/{value}" in path) + 1
    ]
    while section != reverse("home"):
        with suppress(Resolver404):
            if not resolve(section).kwargs:
                return section
        section = section.rstrip("/").rpartition("/")[0] + "/"
    return section
