"""Devices: known again at a sign-in, told of when new, seen, ended (A4)."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.assurance import Proof
from cabinet.accounts.models import KnownDevice, Line, SecurityEventKind, Session, SignInAlert, User
from cabinet.accounts.selectors import find_alert, hashed
from cabinet.accounts.services.journal import record
from cabinet.accounts.services.sessions import end_sessions
from cabinet.accounts.services.tell import tell
from cabinet.accounts.texts import new_device_text
from cabinet.core.channels import Channel
from cabinet.core.errors import DomainError, NotFound
from cabinet.core.net import Origin, valid_ip

SEEN_EVERY = timedelta(minutes=5)  # how often a session's last use is written down
LINK_LASTS = timedelta(days=7)
ALERTS_A_DAY = 10  # SMS to one person: who makes devices new again and again cannot empty their patience
TOKEN_BYTES = 16  # of chance in a link; it must be short enough for an SMS


class LinkTooOld(DomainError):
    code = "link_too_old"
    message = _("Ссылка больше не действует. Завершить вход можно в разделе «Безопасность».")


@transaction.atomic
def remember_sign_in(
    *,
    user: User,
    line: Line | None,
    session_key: str,
    device_key: str,
    proof: Proof,
    is_first: bool,
    origin: Origin,
    now: datetime,
) -> None:
    """Write in the journal, and beside the session, that `user` signed in by `proof` (of `line`), and from where.

    A device that is new to them is told of by SMS to their own lines. Only the very first sign-in by a code is not:
    the code itself has just told. Of two sign-ins at once on one device, one finds it new.
    """
    device, is_new = KnownDevice.objects.get_or_create(
        user=user, key_hash=hashed(device_key), defaults={"first_seen_at": now, "last_seen_at": now}
    )
    if not is_new:
        KnownDevice.objects.filter(pk=device.pk).update(last_seen_at=now)
    Session.objects.filter(session_key=session_key).update(
        device=device,
        proof=proof.value,
        signed_in_at=now,
        last_seen_at=now,
        ip=valid_ip(origin.ip),
        user_agent=origin.user_agent,
    )
    record(
        SecurityEventKind.SIGNED_IN,
        now=now,
        user=user,
        line=line,
        channel=Channel.NETWORK if proof is Proof.NETWORK else Channel.PAGE,
        origin=origin,
        proof=proof.value,
        new_device="yes" if is_new else "",
    )
    if is_new and not (is_first and proof is Proof.CODE):
        _alert(user=user, device=device, origin=origin, now=now)


def seen(*, session_key: str, origin: Origin, now: datetime) -> None:
    """Write down that the session is in use, from where."""
    Session.objects.filter(session_key=session_key).update(
        last_seen_at=now, ip=valid_ip(origin.ip), user_agent=origin.user_agent
    )


@transaction.atomic
def end_session(*, user: User, public_id: UUID, keep: str, origin: Origin, now: datetime) -> None:
    """End one session of `user` other than the one whose key is `keep`. Raises `NotFound`."""
    session = Session.objects.filter(user=user, public_id=public_id).exclude(session_key=keep).first()
    if session is None or not Session.objects.filter(pk=session.pk).delete()[0]:
        raise NotFound
    record(SecurityEventKind.SESSION_ENDED, now=now, user=user, origin=origin, device=session.user_agent)


@transaction.atomic
def end_other_sessions(*, user: User, keep: str, origin: Origin, now: datetime) -> int:
    """End every session of `user` but the one whose key is `keep`; returns how many."""
    ended = end_sessions(user=user, keep=keep)
    if ended:
        record(SecurityEventKind.SESSIONS_ENDED, now=now, user=user, origin=origin, count=str(ended))
    return ended


@transaction.atomic
def deny_sign_in(*, token: str, origin: Origin, now: datetime) -> bool:
    """«Это не я»: end what is signed in on the device of the SMS, and forget it. False when it was done before.

    Who reads the SMS is the subscriber, signed in or not. Raises `NotFound`; `LinkTooOld` after `LINK_LASTS`.
    """
    alert = find_alert(token)
    if alert.used_at is not None:
        return False
    if not SignInAlert.objects.filter(pk=alert.pk, used_at=None, expires_at__gt=now).update(used_at=now):
        if alert.expires_at <= now:
            raise LinkTooOld
        return False
    if alert.device_id is not None:
        Session.objects.filter(user=alert.user, device=alert.device_id).delete()
        KnownDevice.objects.filter(pk=alert.device_id).delete()
    record(
        SecurityEventKind.SESSION_ENDED,
        now=now,
        user=alert.user,
        channel=Channel.SMS,
        origin=origin,
        device=alert.user_agent,
    )
    return True


def _alert(*, user: User, device: KnownDevice, origin: Origin, now: datetime) -> None:
    of_today = SignInAlert.objects.filter(user=user, created_at__gt=now - timedelta(days=1))
    if of_today.count() >= ALERTS_A_DAY:
        return
    token = secrets.token_urlsafe(TOKEN_BYTES)
    told = tell(user=user, words=partial(new_device_text, origin=origin, token=token), now=now)
    if told:
        SignInAlert.objects.create(
            user=user,
            device=device,
            token_hash=hashed(token),
            ip=valid_ip(origin.ip),
            user_agent=origin.user_agent,
            created_at=now,
            expires_at=now + LINK_LASTS,
        )
