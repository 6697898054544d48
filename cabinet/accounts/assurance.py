"""How well a session has shown who is there, and asking for a code where that is not enough (A5).

A session keeps each proof with its time. A code of a line, or the permanent password, is strong. The operator's network
or another site alone is weak: whoever holds the telephone, or sits at an open browser, has it. Pages about money,
passwords and access say what they need by a decorator; who lacks it is sent to «Подтвердите, что это вы» and back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from cabinet.accounts.models import Line
from cabinet.accounts.sessions import OPENED_BY

KEY = "proofs"  # in the session: the proof, and when it was given (Unix time)
LINES_KEY = "proof_lines"  # in the session: public ids of the lines whose telephone gave a proof, each with which
FRESH = timedelta(minutes=15)
READING = ("GET", "HEAD", "OPTIONS")

Page = Callable[..., HttpResponse]
Answer = TypeVar("Answer", bound=HttpResponseBase)


class Proof(StrEnum):
    """What a person showed to be who they are."""

    CODE = "code"  # that came to a line of theirs
    PASSWORD = "password"  # noqa: S105 - the name of a proof; for staff, with the second factor
    NETWORK = "network"  # the operator's network said the number
    SOCIAL = "social"  # another site knows them


STRONG = (Proof.CODE, Proof.PASSWORD)


class CodeNeeded(Exception):
    """This page needs a code first; `ConfirmMiddleware` asks for it."""


OF_A_TELEPHONE = (Proof.CODE, Proof.NETWORK)


def prove(request: HttpRequest, proof: Proof, now: datetime, line: Line | None = None) -> None:
    """Remember in the session that `proof` was given at `now`; `line` is whose telephone gave it, if one did."""
    if line is not None and proof in OF_A_TELEPHONE and not is_strong(request):
        request.session[OPENED_BY] = line.pk
    request.session[KEY] = {**request.session.get(KEY, {}), proof.value: now.timestamp()}
    if line is not None and proof in OF_A_TELEPHONE:
        of_lines = request.session.get(LINES_KEY, {})
        given = {*of_lines.get(str(line.public_id), ()), proof.value}
        request.session[LINES_KEY] = {**of_lines, str(line.public_id): sorted(given)}


def proved_at(request: HttpRequest, proof: Proof) -> datetime | None:
    """When this session last gave `proof`."""
    moment: float | None = request.session.get(KEY, {}).get(proof.value)
    return None if moment is None else datetime.fromtimestamp(moment, tz=timezone.get_default_timezone())


def is_strong(request: HttpRequest) -> bool:
    """Whether more than the network's or another site's word stands behind this session."""
    return any(proved_at(request, proof) is not None for proof in STRONG)


def stands_without(request: HttpRequest, line: Line) -> bool:
    """Whether this session has a strong proof that nobody could give who only holds the telephone of `line`."""
    if proved_at(request, Proof.PASSWORD) is not None:
        return True
    of_lines: dict[str, list[str]] = request.session.get(LINES_KEY, {})
    return any(Proof.CODE in given for of, given in of_lines.items() if of != str(line.public_id))


def hangs_on(request: HttpRequest, line: Line) -> bool:
    """Whether the telephone of `line` opened this session, and nothing else that is strong stands behind it."""
    return str(line.public_id) in request.session.get(LINES_KEY, {}) and not stands_without(request, line)


def is_by_network_alone(data: Mapping[str, Any], line: Line) -> bool:
    """Whether the session with this `data` is there by the network's word on `line`, and by nothing strong."""
    proofs = data.get(KEY, {})
    return str(line.public_id) in data.get(LINES_KEY, {}) and not any(proof in proofs for proof in STRONG)


def only_telephone(request: HttpRequest) -> Line | None:
    """The line whose telephone alone stands behind this session: no password, and no code of another line."""
    if proved_at(request, Proof.PASSWORD) is not None:
        return None
    named = [of for of, given in request.session.get(LINES_KEY, {}).items() if Proof.CODE in given]
    return Line.objects.filter(public_id=named[0]).first() if len(named) == 1 else None


def has_fresh_code(request: HttpRequest, now: datetime) -> bool:
    """Whether a code was typed within the last quarter of an hour."""
    at = proved_at(request, Proof.CODE)
    return at is not None and now - at < FRESH


def strong_required(page: Callable[..., Answer]) -> Callable[..., Answer]:
    """Money, passwords, access: a session that only the network vouches for gives a code first."""

    @wraps(page)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Answer:
        if request.user.is_authenticated and not is_strong(request):
            raise CodeNeeded
        return page(request, *args, **kwargs)

    return guarded


def strong_required_to_change(page: Page) -> Page:
    """The same for a page that anybody signed in may read: only what changes something asks for a code."""
    guarded = strong_required(page)

    @wraps(page)
    def by_method(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = page if request.method in READING else guarded
        return chosen(request, *args, **kwargs)

    return by_method


def fresh_code_required(page: Page) -> Page:
    """What cannot be undone, or opens another way in: a code within the last quarter of an hour, always."""

    @wraps(page)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not has_fresh_code(request, timezone.now()):
            raise CodeNeeded
        return page(request, *args, **kwargs)

    return guarded
