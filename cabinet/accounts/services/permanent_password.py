"""Setting a permanent password: the first, another, or a new one instead of a forgotten one (A2)."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from cabinet.accounts import texts
from cabinet.accounts.models import Line, OneTimePassword, SecurityEvent, SecurityEventKind, User
from cabinet.accounts.models.contracts import NOTICED_WITHIN
from cabinet.accounts.services.journal import record
from cabinet.accounts.services.sessions import end_sessions
from cabinet.accounts.services.tell import tell
from cabinet.core.channels import Channel
from cabinet.core.errors import DomainError
from cabinet.core.net import NOWHERE, Origin

KINDS = (
    SecurityEventKind.PASSWORD_SET,
    SecurityEventKind.PASSWORD_CHANGED,
    SecurityEventKind.PASSWORD_RECOVERED,
)


class PasswordRefused(DomainError):
    """The password breaks a rule; the message says which."""

    code = "password_refused"


class PasswordChanged(PasswordRefused):
    code = "password_changed"
    message = _("Пароль только что сменили. Если это не вы, позвоните в поддержку.")


@sensitive_variables("password")
def set_password(
    *,
    user: User,
    password: str,
    now: datetime,
    recovered: bool = False,
    by_telephone: Line | None = None,
    keep: str | None = None,
    channel: Channel = Channel.PAGE,
    origin: Origin = NOWHERE,
) -> User:
    """Give `user` the permanent `password`, end all their sessions but `keep` (a session key), and tell them by SMS.

    `recovered`: they came by a code instead of a forgotten one. `by_telephone`: the line whose code alone showed that
    it is they; should it turn out to be lost, the password is doubted (`is_doubted`). Returns the person as they are
    now. Raises `PasswordRefused` and changes nothing; `PasswordChanged` if the password is another than `user` was read
    with: of two who change it at once, each by a right that the other's change ends, one does.
    """
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise PasswordRefused(error.messages[0]) from None
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=user.pk)
        if person.password != user.password:
            raise PasswordChanged
        kind = _kind(person, recovered)
        person.set_password(password)
        person.save(update_fields=["password"])
        OneTimePassword.objects.filter(user=person, used_at=None).update(used_at=now)
        end_sessions(user=person, keep=keep)
        record(kind, now=now, user=person, line=by_telephone, channel=channel, origin=origin)
        tell(user=person, words=texts.password_is_new, now=now)
    return person


def is_doubted(user: User) -> bool:
    """Whether the password may be a thief's: a code of a telephone set it, and the telephone was then lost (A11)."""
    event = _last_set(user)
    return event is not None and event.line is not None and event.line.was_gone_at(event.at)


def forget_doubted(user: User) -> None:
    """Take the password away if it is doubted: it must not come back when the lost line works again."""
    if is_doubted(user):
        user.set_password(None)
        user.save(update_fields=["password"])


def recently_set_by(*, user: User, now: datetime) -> Line | None:
    """The line whose code alone set the password of now, not long ago."""
    event = _last_set(user)
    return event.line if event is not None and event.at >= now - NOTICED_WITHIN else None


def _last_set(user: User) -> SecurityEvent | None:
    events = SecurityEvent.objects.filter(user=user, kind__in=KINDS).select_related("line")
    return events.order_by("-pk").first()


def _kind(person: User, recovered: bool) -> SecurityEventKind:
    if recovered:
        return SecurityEventKind.PASSWORD_RECOVERED
    if person.has_usable_password():
        return SecurityEventKind.PASSWORD_CHANGED
    return SecurityEventKind.PASSWORD_SET
