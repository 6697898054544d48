"""The mail server of the demonstration: a mailbox on a page, `/mailbox/<address>/`."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from cabinet.mail.models import MailboxMessage

SHOWN = ("List-Unsubscribe", "List-Unsubscribe-Post")


class Mailbox(BaseEmailBackend):
    """Takes every e-mail, and recognises one that it has seen by its Message-ID."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        now = timezone.now()
        MailboxMessage.objects.bulk_create(
            [
                MailboxMessage(
                    message_id=message.extra_headers["Message-ID"],
                    address=address.lower(),
                    sender=message.from_email,
                    subject=str(message.subject),
                    text=str(message.body),
                    headers={name: message.extra_headers[name] for name in SHOWN if name in message.extra_headers},
                    at=now,
                )
                for message in email_messages
                for address in message.to
            ],
            ignore_conflicts=True,
        )
        return len(email_messages)
