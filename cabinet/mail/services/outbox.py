"""Promising an e-mail."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings

from cabinet.mail.cipher import letters
from cabinet.mail.models import EmailMessage, EmailStatus

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


def is_on() -> bool:
    """Whether this installation can send e-mails at all."""
    return bool(settings.MAIL_ON)


def enqueue(
    *,
    user: AbstractBaseUser,
    address: str,
    subject: str,
    text: str,
    now: datetime,
    not_after: datetime,
    unsubscribe: str = "",
    dedup_key: str | None = None,
) -> EmailMessage:
    """Promise one e-mail to `user` within the caller's transaction: it is sent after the commit, within a second or so,
    or never after `not_after`.

    `unsubscribe` is the address by which one click ends such e-mails. The same `dedup_key` again returns the first one
    and promises nothing new.
    """
    fields = {
        "user": user,
        "address": address,
        "body": letters.seal(json.dumps({"subject": subject, "text": text, "unsubscribe": unsubscribe})),
        "created_at": now,
        "not_after": not_after,
    }
    if dedup_key is None:
        return EmailMessage.objects.create(**fields)
    return EmailMessage.objects.get_or_create(dedup_key=dedup_key, defaults=fields)[0]


def withdraw(*, email_id: int, now: datetime) -> bool:
    """Take back a promise that nobody needs any more; False if the e-mail is already on its way."""
    waiting = EmailMessage.objects.filter(pk=email_id, status=EmailStatus.QUEUED)
    return bool(waiting.update(status=EmailStatus.EXPIRED, finished_at=now, error="not needed any more", body=b""))


def withdraw_all(*, user: AbstractBaseUser, now: datetime) -> int:
    """Take back all that waits for `user`: their address is not theirs any more. Returns how many.

    What the mail server is being given at this moment may arrive, but is never tried a second time.
    """
    EmailMessage.objects.filter(user=user.pk, status=EmailStatus.SENDING, not_after__gt=now).update(not_after=now)
    waiting = EmailMessage.objects.filter(user=user.pk, status=EmailStatus.QUEUED)
    return waiting.update(status=EmailStatus.EXPIRED, finished_at=now, error="the address is gone", body=b"")
