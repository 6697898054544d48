"""Who has shown who they are, and is in as soon as they choose a new password (A2, A6).

By a code instead of a forgotten password, or by the one that the call centre read out. Until then they are nobody:
no page, no socket and no program knows them.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare

from cabinet.accounts import flow
from cabinet.accounts.access import lines_for, lines_that_prove
from cabinet.accounts.assurance import Proof
from cabinet.accounts.flow import SignInFlow
from cabinet.accounts.models import Line, User

KEY = "owes_password"
LASTS = 15 * 60  # seconds


@dataclass
class Owed:
    """What the session keeps between the proof and the new password."""

    user: int
    line: int
    proof: str
    remember: bool
    next: str
    at: float
    password: str = ""  # what stands for the one that they had when they gave the proof


def owe_password(request: HttpRequest, state: SignInFlow, user: User, *, proof: Proof, line: Line) -> HttpResponse:
    """`user` has shown `proof`, on `line`; lead them to choose a password.

    The session gets a new key, so that one that was planted in this browser is not trusted with it.
    """
    request.session.pop(flow.KEY, None)
    request.session.cycle_key()
    owed = Owed(user.pk, line.pk, proof.value, state.remember, state.next, time.time(), user.get_session_auth_hash())
    request.session[KEY] = asdict(owed)
    return redirect("login-new-password")


def who_owes(request: HttpRequest, now: datetime) -> tuple[User, Line, Owed] | None:
    """Who may set a new password in this session now, and what they showed; None once it is too late.

    The line must still be theirs: after a block, or a new owner, a proof of before says nothing. And the password must
    still be the one of then: whoever changed it meanwhile meant that nobody else sets another.
    """
    kept = request.session.get(KEY)
    if kept is None or time.time() - kept["at"] > LASTS:
        return None
    owed = Owed(**kept)
    user = User.objects.filter(pk=owed.user, is_active=True, is_staff=False).first()
    if user is None or not constant_time_compare(owed.password, user.get_session_auth_hash()):
        return None
    lines = lines_that_prove(user) if owed.proof == Proof.CODE else lines_for(user, now)
    line = lines.filter(pk=owed.line).first()
    return None if line is None else (user, line, owed)


def settle(request: HttpRequest, user: User, line: Line, owed: Owed) -> str:
    """The password is set: sign `user` in and return where to go."""
    request.session.pop(KEY, None)
    state = SignInFlow(phone="", remember=owed.remember, next=owed.next)
    return flow.finish(request, state, user, proof=Proof(owed.proof), line=line)
