"""A person's address of e-mail: asked for, confirmed by a link, changed, removed (N6). It signs nobody in."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from cabinet.accounts import email_texts as texts
from cabinet.accounts.models import EmailLink, Line, SecurityEventKind, User
from cabinet.accounts.models.contracts import NOTICED_WITHIN
from cabinet.accounts.selectors import hashed, lost_lines_of
from cabinet.accounts.services.journal import record
from cabinet.accounts.services.tell import tell
from cabinet.core.addresses import mailbox_of, masked, tidied
from cabinet.core.channels import Channel
from cabinet.core.errors import DomainError, TooManyAttempts
from cabinet.core.net import NOWHERE, Origin
from cabinet.mail.services.outbox import enqueue, withdraw_all

LASTS = timedelta(hours=24)
DAY = timedelta(days=1)
TOKEN_BYTES = 24
LONGEST = 254  # characters of an address (RFC 5321)
LOCK = 0x6D61696C  # "mail": the first of an advisory lock's two numbers


class AddressRefused(DomainError):
    """The address is none, or is confirmed already; the message says which."""

    code = "address_refused"


class TooManyLetters(TooManyAttempts):
    """The same words whoever used the day's letters up: nobody learns whether others wrote to a mailbox."""

    code = "too_many_letters"

    def __init__(self) -> None:
        super().__init__(
            int(DAY.total_seconds()), _("Сегодня на этот адрес больше нельзя отправить письмо. Попробуйте завтра.")
        )


class LinkTooOld(DomainError):
    code = "link_too_old"
    message = _("Ссылка больше не действует. Отправьте новое письмо в настройках.")


@transaction.atomic
def ask_address(*, user: User, address: str, language: str, now: datetime) -> EmailLink:
    """Send a letter with a link to `address`; earlier links of the person end. The address of now stays meanwhile.

    Raises `AddressRefused` or `TooManyLetters`.
    """
    address = tidied(address)
    if not _is_address(address):
        raise AddressRefused(_("Проверьте адрес. Он пишется так: maria@example.ru"))
    person = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if person.email == address and person.email_verified_at:
        raise AddressRefused(_("Этот адрес уже подтверждён: письма приходят на него."))
    _refuse_too_many(person, address, now)
    _end_links(person, now)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = EmailLink.objects.create(
        user=person,
        address=address,
        mailbox=mailbox_of(address),
        token_hash=hashed(token),
        created_at=now,
        expires_at=now + LASTS,
    )
    with translation.override(language):
        subject, text = texts.confirm_subject(), texts.confirm_text(token=token)
    enqueue(user=person, address=address, subject=subject, text=text, now=now, not_after=link.expires_at)
    return link


@transaction.atomic
def confirm_address(*, token: str, now: datetime, origin: Origin = NOWHERE) -> EmailLink:
    """Make the address of the link its person's. Twice is as once. Raises `LinkTooOld`."""
    found = EmailLink.objects.filter(token_hash=hashed(token)).first()
    if found is None:
        raise LinkTooOld
    person = User.objects.select_for_update(no_key=True).get(pk=found.user_id)
    link = EmailLink.objects.get(pk=found.pk)
    if link.used_at is not None:
        return link
    if link.replaced_at is not None or link.expires_at <= now or not person.is_active:
        raise LinkTooOld
    EmailLink.objects.filter(pk=link.pk).update(used_at=now)
    withdraw_all(user=person, now=now)  # what waits for the address of before
    person.email, person.email_verified_at = link.address, now
    person.save(update_fields=["email", "email_verified_at"])
    record(SecurityEventKind.EMAIL_SET, now=now, user=person, origin=origin, name=masked(link.address))
    tell(user=person, words=texts.address_is_new, now=now)
    link.used_at = now
    return link


@transaction.atomic
def remove_address(*, user: User, now: datetime, origin: Origin = NOWHERE, channel: Channel = Channel.PAGE) -> bool:
    """No more e-mails to `user`, and no link makes any address theirs; False if there was nothing to remove."""
    person = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    ended = _end_links(person, now)
    withdraw_all(user=person, now=now)
    if not person.email:
        return bool(ended)
    address, person.email, person.email_verified_at = person.email, "", None
    person.save(update_fields=["email", "email_verified_at"])
    record(SecurityEventKind.EMAIL_REMOVED, now=now, user=person, origin=origin, channel=channel, name=masked(address))
    tell(user=person, words=texts.address_is_gone, now=now)
    user.email, user.email_verified_at = "", None
    return True


def waiting_link(user: User, now: datetime) -> EmailLink | None:
    """The link that still may make an address the person's."""
    return EmailLink.objects.filter(user=user, used_at=None, replaced_at=None, expires_at__gt=now).first()


def address_of(user: User) -> str:
    """Where e-mails to `user` go; nothing while it may be a thief's: confirmed shortly before a telephone that signs
    them in was lost, or since."""
    if not user.email or user.email_verified_at is None:
        return ""
    doubted = lost_lines_of(user).filter(blocked_at__lte=user.email_verified_at + NOTICED_WITHIN)
    return "" if doubted.exists() else user.email


def forget_doubted_address(user: User, line: Line, now: datetime) -> None:
    """A lost line works again, or is closed: an address that was confirmed while it was gone goes, and a link that was
    asked for then makes none theirs afterwards (DESIGN §4.12)."""
    person = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    waiting = EmailLink.objects.filter(user=person, used_at=None, replaced_at=None).first()
    if waiting is not None and line.was_gone_at(waiting.created_at):
        _end_links(person, now)
    if person.email_verified_at is not None and line.was_gone_at(person.email_verified_at):
        remove_address(user=user, now=now, channel=Channel.SYSTEM)


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= LONGEST


def _end_links(user: User, now: datetime) -> int:
    return EmailLink.objects.filter(user=user, used_at=None, replaced_at=None).update(replaced_at=now)


def _refuse_too_many(user: User, address: str, now: datetime) -> None:
    """By person and by mailbox, counted under a lock: of many at once no more go than of many in a row."""
    mailbox = mailbox_of(address)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK, mailbox])
    of_the_day = EmailLink.objects.filter(created_at__gt=now - DAY)
    limit = settings.EMAIL_LINKS_A_DAY
    if of_the_day.filter(user=user).count() >= limit or of_the_day.filter(mailbox=mailbox).count() >= limit:
        raise TooManyLetters
