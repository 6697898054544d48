"""Setting a permanent password: the first, another, or a new one instead of a forgotten one (A2)."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from cabinet.accounts import texts
from cabinet.accounts.models import OneTimePassword, SecurityEventKind, User
from cabinet.accounts.services.journal import record
from cabinet.accounts.services.sessions import end_sessions
from cabinet.accounts.services.tell import tell
from cabinet.core.channels import Channel
from cabinet.core.errors import DomainError
from cabinet.core.net import NOWHERE, Origin


class PasswordRefused(DomainError):
    """The password breaks a rule; the message says which."""

    code = "password_refused"


@sensitive_variables("password")
def set_password(
    *,
    user: User,
    password: str,
    now: datetime,
    recovered: bool = False,
    keep: str | None = None,
    channel: Channel = Channel.PAGE,
    origin: Origin = NOWHERE,
) -> User:
    """Give `user` the permanent `password`, end all their sessions but `keep` (a session key), and tell them by SMS.

    `recovered`: they came by a code instead of a forgotten one. Returns the person as they are now. Raises
    `PasswordRefused` and changes nothing.
    """
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise PasswordRefused(error.messages[0]) from None
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=user.pk)
        kind = _kind(person, recovered)
        person.set_password(password)
        person.save(update_fields=["password"])
        OneTimePassword.objects.filter(user=person, used_at=None).update(used_at=now)
        end_sessions(user=person, keep=keep)
        record(kind, now=now, user=person, channel=channel, origin=origin)
        tell(user=person, words=texts.password_is_new, now=now)
    return person


def _kind(person: User, recovered: bool) -> SecurityEventKind:
    if recovered:
        return SecurityEventKind.PASSWORD_RECOVERED
    if person.has_usable_password():
        return SecurityEventKind.PASSWORD_CHANGED
    return SecurityEventKind.PASSWORD_SET
