"""The way through the sign-in pages, kept in the session between them."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.conf import settings
from django.contrib.auth import login, update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django_otp import login as otp_login
from django_otp.models import Device

from cabinet.accounts.access import Right, has_staff_right, is_specialist
from cabinet.accounts.assurance import Proof, is_strong, prove
from cabinet.accounts.current import SESSION_LINE
from cabinet.accounts.device_cookie import key_of
from cabinet.accounts.models import Asker, CodePurpose, Line, Session, User
from cabinet.accounts.roles import CALL_CENTRE
from cabinet.accounts.services.devices import remember_sign_in
from cabinet.accounts.services.lines import hold_open
from cabinet.accounts.services.sessions import renew
from cabinet.accounts.social import pending
from cabinet.core.net import origin_of
from cabinet.core.next_page import safe_destination

KEY = "sign_in"
LASTS = 30 * 60  # seconds from the first page to the last


@dataclass
class SignInFlow:
    """Where a person is on the way in. `user` is staff whose password was right and whose token is still to come;
    `nonce` ties a code to the browser that asked for it, so that nobody else can spend its attempts. `purpose` is what
    the code is for: signing in, or a new password instead of a forgotten one; `modem`: it is read on a computer."""

    phone: str
    remember: bool = False
    next: str = ""
    msisdn: str = ""
    user: int | None = None
    asker: str = Asker.GUEST.value  # whose limits the code was counted by
    purpose: str = CodePurpose.SIGN_IN.value
    modem: bool = False
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    started: float = 0.0


def start(request: HttpRequest, flow: SignInFlow) -> None:
    key_of(request)
    flow.started = time.time()
    request.session[KEY] = asdict(flow)


def current(request: HttpRequest) -> SignInFlow | None:
    """The flow of this session, unless it never began or has grown old."""
    key_of(request)
    kept = request.session.get(KEY)
    if kept is None or time.time() - kept["started"] > LASTS:
        return None
    return SignInFlow(**kept)


def finish(
    request: HttpRequest,
    flow: SignInFlow,
    user: User,
    *,
    proof: Proof,
    line: Line | None = None,
    device: Device | None = None,
) -> str:
    """Sign `user` in under a new session key and return where to go. `proof` is what they showed, on `line` if it was
    a line; `device` verified a member of staff. Raises `NotFound` if the line is closed at this very moment."""
    with transaction.atomic():
        if line is not None:
            hold_open(line=line)  # until the session is a row: closing the line ends those that it opened
        _open_session(request, flow, user, proof=proof, line=line, device=device, now=timezone.now())
    after = safe_destination(request, flow.next) or reverse(first_page(user))
    return pending.lead(request, user, proof=proof, after=after)


def _open_session(
    request: HttpRequest,
    flow: SignInFlow,
    user: User,
    *,
    proof: Proof,
    line: Line | None,
    device: Device | None,
    now: datetime,
) -> None:
    is_first = user.last_login is None
    request.session.pop(KEY, None)
    login(request, user, backend="cabinet.accounts.backends.LoginOrNumberBackend")
    if device is not None:
        otp_login(request, device)
    request.session.set_expiry(settings.SESSION_REMEMBERED_AGE if flow.remember and not user.is_staff else 0)
    if line is not None:
        request.session[SESSION_LINE] = str(line.public_id)
    prove(request, proof, now, line)
    request.session.save()  # the service writes beside its row
    remember_sign_in(
        user=user,
        line=line,
        session_key=str(request.session.session_key),
        device_key=key_of(request),
        proof=proof,
        is_first=is_first,
        origin=origin_of(request),
        now=now,
    )


def go_on(request: HttpRequest, user: User) -> None:
    """Stay signed in here, under a new session key, after the password changed."""
    with _same_device(request):
        update_session_auth_hash(request, user)


def confirm(request: HttpRequest, now: datetime, line: Line) -> None:
    """A code of `line` was typed by who is signed in. A weak session becomes strong under a new key: whoever copied its
    cookie, or planted it, before is left with nothing. Open sockets of the old key close and come back with the new."""
    if is_strong(request):
        prove(request, Proof.CODE, now, line)
        return
    with _same_device(request):
        request.session.cycle_key()
        prove(request, Proof.CODE, now, line)


@contextmanager
def _same_device(request: HttpRequest) -> Iterator[None]:
    """The session gets another key inside; the list of devices sees no change."""
    before: Session | None = getattr(request.session, "row", None)
    with transaction.atomic():
        yield
        request.session.save()
        if before is not None:
            renew(before=before, session_key=str(request.session.session_key))


def first_page(user: User) -> str:
    """Where `user` begins: subscribers at home, specialists at the desk, finance at the claims, the call centre at its
    form, others of the staff in the admin."""
    if not user.is_staff:
        return "home"
    if is_specialist(user):
        return "desk"
    if has_staff_right(user, Right.DECIDE):
        return "desk-claims"
    if user.groups.filter(name=CALL_CENTRE).exists():
        return "admin:accounts_onetimepassword_add"
    return "admin:index"
