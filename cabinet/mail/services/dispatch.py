"""Keeping the promise: claim a row, hand it to the mail server, write down what became of it.

The server is spoken to outside any transaction, over one connection for a batch. A claim is a lease: when its holder
dies, or the answer is lost, the e-mail is tried again under the same Message-ID, as RFC 5321 (4.2.5) asks of a sender.
"""

from __future__ import annotations

import json
import logging
import smtplib
import uuid
from datetime import datetime, timedelta
from email.utils import formataddr

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from cabinet.core import brand
from cabinet.core.sweeps import alongside
from cabinet.mail.cipher import letters
from cabinet.mail.models import EmailMessage, EmailStatus

logger = logging.getLogger(__name__)

BATCH = 100  # e-mails over one connection
RETRY_PAUSES = (10, 60, 300, 900, 3600)  # seconds after the first, second, … trouble; the last one repeats
AWAY = 10  # seconds that a server which was not there is left alone
ENDED = {"body": b"", "claim": None, "lease_until": None}


class ServerAway(Exception):
    """The mail server could not be reached, or fell silent: it says nothing about the e-mail."""


class Refused(Exception):
    """The mail server did not take this e-mail. `permanent`: it never will."""

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(reason)
        self.reason, self.permanent = reason, permanent


def dispatch(now: datetime) -> int:
    """Expire, settle lapsed claims and send what is due at `now`; returns how many e-mails the server took.

    A server that is away is not asked again for each e-mail: the rest of the batch waits for its next attempt.
    """
    _expire(now)
    EmailMessage.objects.filter(status=EmailStatus.SENDING, lease_until__lte=now).update(
        status=EmailStatus.QUEUED, claim=None, lease_until=None
    )
    sent = 0
    due = list(_due(now).order_by("pk").values_list("pk", flat=True)[:BATCH])
    connection = mail.get_connection()
    try:
        for email_id in due:
            sent += _send(email_id, connection)
    except ServerAway as away:
        logger.warning("mail: the server is away: %s", away)
        _due(timezone.now()).update(next_attempt_at=timezone.now() + timedelta(seconds=AWAY))
    finally:
        _close(connection)
    return sent


def something_is_due(now: datetime) -> bool:
    """Whether `dispatch` would have anything to do."""
    lapsed = Q(status=EmailStatus.SENDING, lease_until__lte=now)
    late = Q(status=EmailStatus.QUEUED, not_after__lte=now)
    return _due(now).exists() or EmailMessage.objects.filter(lapsed | late).exists()


sweep = alongside(dispatch, something_is_due)  # a mail server that hangs must not keep an SMS waiting


def _send(email_id: int, connection: BaseEmailBackend) -> bool:
    now = timezone.now()  # the last moment before sending, whenever the caller began
    claim = uuid.uuid4()
    lease = now + timedelta(seconds=settings.MAIL_LEASE)
    claimed = (
        _due(now)
        .filter(pk=email_id)
        .update(status=EmailStatus.SENDING, claim=claim, lease_until=lease, attempts=F("attempts") + 1)
    )
    if not claimed:
        return False
    message = EmailMessage.objects.get(pk=email_id)
    mine = EmailMessage.objects.filter(pk=email_id, status=EmailStatus.SENDING, claim=claim)
    try:
        _hand_over(message, connection)
    except Refused as refused:
        if refused.permanent:
            mine.update(status=EmailStatus.FAILED, error=refused.reason, finished_at=timezone.now(), **ENDED)
        else:
            _again(mine, message, refused.reason)
        return False
    except ServerAway as away:
        _again(mine, message, str(away))
        raise
    mine.update(status=EmailStatus.SENT, error="", finished_at=timezone.now(), **ENDED)
    return True


def _hand_over(message: EmailMessage, connection: BaseEmailBackend) -> None:
    """Raises `Refused` or `ServerAway`. Reasons are codes and names: a server's own words may hold an address."""
    try:
        composed = _composed(message)
        connection.open()
        taken = connection.send_messages([composed])
    except InvalidToken:
        raise Refused("the text cannot be decrypted", permanent=True) from None
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _words in error.recipients.values()]
        raise Refused(f"recipient: {codes[0]}", permanent=all(code >= 500 for code in codes)) from None
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        name = "sender" if isinstance(error, smtplib.SMTPSenderRefused) else "data"
        raise Refused(f"{name}: {error.smtp_code}", permanent=error.smtp_code >= 500) from None
    except smtplib.SMTPNotSupportedError as error:  # of an address that this server cannot write
        raise Refused(type(error).__name__, permanent=True) from None
    except (smtplib.SMTPException, OSError) as error:  # its greeting, its password, its silence: none of the e-mail's
        raise ServerAway(type(error).__name__) from None
    except ValueError as error:  # Django refuses a header or an address
        raise Refused(type(error).__name__, permanent=True) from None
    if not taken:
        raise ServerAway("nothing was sent")


def _composed(message: EmailMessage) -> mail.EmailMessage:
    said = json.loads(letters.unseal(bytes(message.body)))
    headers = {
        "Message-ID": f"<{message.public_id}@{brand.host()}>",
        "Auto-Submitted": "auto-generated",  # RFC 3834: no answering machine answers
    }
    if said["unsubscribe"]:  # RFC 8058: the mail program's own button
        headers["List-Unsubscribe"] = f"<{said['unsubscribe']}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    sender = formataddr((brand.current().name, settings.DEFAULT_FROM_EMAIL))
    return mail.EmailMessage(said["subject"], said["text"], sender, [message.address], headers=headers)


def _again(mine: QuerySet[EmailMessage], message: EmailMessage, reason: str) -> None:
    pause = RETRY_PAUSES[min(message.attempts, len(RETRY_PAUSES)) - 1]
    again = timezone.now() + timedelta(seconds=pause)
    mine.update(status=EmailStatus.QUEUED, error=reason[:100], next_attempt_at=again, claim=None, lease_until=None)


def _due(now: datetime) -> QuerySet[EmailMessage]:
    waited = Q(next_attempt_at=None) | Q(next_attempt_at__lte=now)
    return EmailMessage.objects.filter(waited, status=EmailStatus.QUEUED, not_after__gt=now)


def _expire(now: datetime) -> None:
    late = EmailMessage.objects.filter(status=EmailStatus.QUEUED, not_after__lte=now)
    late.update(status=EmailStatus.EXPIRED, finished_at=now, **ENDED)


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (smtplib.SMTPException, OSError):
        logger.info("mail: the server broke the connection off")
