"""The letter that a report is ready."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import translation

from billing.models import Report
from billing.reports.texts import letter_subject, letter_text
from cabinet.accounts.services.email import address_of
from cabinet.mail.services.outbox import enqueue, is_on


def send_letter(report: Report, now: datetime) -> bool:
    """Promise the letter within the caller's transaction; False where no confirmed address is there any more.

    It holds a link and neither sums nor the number: who reads somebody's mailbox finds nothing in it, and access is
    asked when the link is opened.
    """
    address = address_of(report.user) if is_on() else ""
    if not address:
        return False
    with translation.override(report.language):
        subject, text = letter_subject(report), letter_text(report)
    enqueue(
        user=report.user,
        address=address,
        subject=subject,
        text=text,
        now=now,
        not_after=now + timedelta(seconds=settings.MAIL_TTL),
        dedup_key=f"report:{report.public_id}",
    )
    return True
