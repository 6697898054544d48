"""How well a session has shown who is there, and asking for a code where that is not enough (A5).

A session keeps each proof with its time. A code of a line, or the permanent password, is strong. The operator's network
or another site alone is weak: whoever holds the telephone, or sits at an open browser, has it. Pages about money,
passwords and access say what they need by a decorator; who lacks it is sent to «Подтвердите, что это вы» and back.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

KEY = "proofs"  # in the session: the proof, and when it was given (Unix time)
FRESH = timedelta(minutes=15)

Page = Callable[..., HttpResponse]


class Proof(StrEnum):
    """What a person showed to be who they are."""

    CODE = "code"  # that came to a line of theirs
    PASSWORD = "password"  # noqa: S105 - the name of a proof; for staff, with the second factor
    NETWORK = "network"  # the operator's network said the number
    SOCIAL = "social"  # another site knows them


STRONG = (Proof.CODE, Proof.PASSWORD)


class CodeNeeded(Exception):
    """This page needs a code first; `ConfirmMiddleware` asks for it."""


def prove(request: HttpRequest, proof: Proof, now: datetime) -> None:
    """Remember in the session that `proof` was given at `now`."""
    request.session[KEY] = {**request.session.get(KEY, {}), proof.value: now.timestamp()}


def proved_at(request: HttpRequest, proof: Proof) -> datetime | None:
    """When this session last gave `proof`."""
    moment: float | None = request.session.get(KEY, {}).get(proof.value)
    return None if moment is None else datetime.fromtimestamp(moment, tz=timezone.get_default_timezone())


def is_strong(request: HttpRequest) -> bool:
    """Whether more than the network's or another site's word stands behind this session."""
    return any(proved_at(request, proof) is not None for proof in STRONG)


def has_fresh_code(request: HttpRequest, now: datetime) -> bool:
    """Whether a code was typed within the last quarter of an hour."""
    at = proved_at(request, Proof.CODE)
    return at is not None and now - at < FRESH


def strong_required(page: Page) -> Page:
    """Money, passwords, access: a session that only the network vouches for gives a code first."""

    @wraps(page)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not is_strong(request):
            raise CodeNeeded
        return page(request, *args, **kwargs)

    return guarded


def fresh_code_required(page: Page) -> Page:
    """What cannot be undone, or opens another way in: a code within the last quarter of an hour, always."""

    @wraps(page)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not has_fresh_code(request, timezone.now()):
            raise CodeNeeded
        return page(request, *args, **kwargs)

    return guarded
