"""Forgetting what nobody needs any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from cabinet.mail.models import WAITING, EmailMessage, MailboxMessage

KEPT = timedelta(days=90)  # what became of an e-mail, for questions about it
MAILBOX_KEPT = timedelta(hours=24)


def forget(*, now: datetime) -> None:
    """Delete what was sent or given up long ago, and empty the demonstration's mailboxes of older ones."""
    EmailMessage.objects.exclude(status__in=WAITING).filter(finished_at__lt=now - KEPT).delete()
    MailboxMessage.objects.filter(at__lt=now - MAILBOX_KEPT).delete()
