"""SMS to the numbers that guests left: the link at first, and again when an answer stays unread (C6)."""

from __future__ import annotations

from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from django.conf import settings

from cabinet.sms import texts
from cabinet.sms.models import SmsKind, SmsMessage
from cabinet.sms.quiet import not_before
from cabinet.sms.services.outbox import enqueue
from chat.guests.links import address_of_link, link_of, opens
from chat.guests.numbers import take_sms
from chat.guests.texts import ASKED
from chat.models import Conversation, Guest, GuestLink


def send_link(*, link: GuestLink, guest: Guest, now: datetime) -> bool:
    """Promise the SMS with the link; False where the number gets no more of them for a while."""
    return _send(link, guest, ASKED.name, now, urgent=True) is not None


def tell_guest(
    *, conversation: Conversation, template: str, now: datetime, urgent: bool, dedup_key: str | None = None
) -> SmsMessage | None:
    """Promise an SMS with the words of `template` and the link to a guest's conversation; nothing where the link opens
    nothing any more, or the number gets no more SMS for a while. What is not urgent wakes nobody."""
    link = link_of(conversation)
    if link is None or link.conversation.guest is None or not opens(link, now):
        return None
    return _send(link, link.conversation.guest, template, now, urgent=urgent, dedup_key=dedup_key)


def _send(
    link: GuestLink, guest: Guest, template: str, now: datetime, *, urgent: bool, dedup_key: str | None = None
) -> SmsMessage | None:
    try:
        address = address_of_link(link)
    except InvalidToken:  # the portal's key changed, and the old one is gone: the guest's own copy still works
        return None
    if not take_sms(msisdn=guest.msisdn, now=now):
        return None
    zone = settings.TIME_ZONE
    morning = None if urgent else not_before(now, zone)
    return enqueue(
        msisdn=guest.msisdn,
        text=texts.render(template, guest.language, link=address),
        kind=SmsKind.NOTICE,
        now=now,
        not_before=morning,
        quiet_zone="" if urgent else zone,
        not_after=(morning or now) + timedelta(seconds=settings.SMS_TTL),
        dedup_key=dedup_key,
    )
