"""Where a person goes next: an address that came with the request, if it is one of ours that can be read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

LONGEST = 500  # characters of an address
View = Callable[..., HttpResponse]


def safe_next(request: HttpRequest, after: str) -> str:
    """`after` if it is an address of this portal that can be read, else nothing: nobody is led away by a link, nor to
    a button's address, which answers nothing but an error."""
    local = (
        len(after) <= LONGEST
        and after.startswith("/")
        and after.isprintable()
        and url_has_allowed_host_and_scheme(after, {request.get_host()}, require_https=request.is_secure())
    )
    view = _view_at(after) if local else None
    return after if local and (view is None or _answers_get(view)) else ""


def safe_destination(request: HttpRequest, after: str) -> str:
    """As `safe_next`, for who has just come in: only pages that are there, and none that is left again at once."""
    view = _view_at(after) if (after := safe_next(request, after)) else None
    return "" if view is None or getattr(view, "is_no_destination", False) else after


def no_destination(view: View) -> View:
    """Mark a page that nobody is led to after signing in."""
    view.is_no_destination = True  # type: ignore[attr-defined]
    return view


def _view_at(address: str) -> View | None:
    try:
        return resolve(unquote(urlsplit(address).path)).func
    except (Resolver404, ValueError):
        return None


def _answers_get(view: Callable[..., Any] | None) -> bool:
    """Whether no `require_POST` or the like stands before `view`: Django keeps the methods in what the decorator made,
    and nowhere else."""
    while view is not None:
        code, closure = getattr(view, "__code__", None), getattr(view, "__closure__", None)
        if code is not None and closure and "request_method_list" in code.co_freevars:
            return "GET" in closure[code.co_freevars.index("request_method_list")].cell_contents
        view = getattr(view, "__wrapped__", None)
    return True
