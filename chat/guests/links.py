"""The private link of a guest's conversation, and who holds it: browsers that opened it (docs/security.md)."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db.models import Exists, QuerySet
from django.urls import reverse

from cabinet.accounts.models import Session
from cabinet.accounts.selectors import hashed
from cabinet.core.cipher import Cipher
from chat.models import Conversation, GuestLink, GuestSession

BYTES = 18  # of chance in a token: 144 bits
LONGEST = 64  # characters of a token that is looked up at all
_cipher = Cipher("chat.guest-link")


def make_link(*, conversation: Conversation, now: datetime) -> GuestLink:
    """The link of a conversation that has just begun."""
    token = secrets.token_urlsafe(BYTES)
    return GuestLink.objects.create(
        conversation=conversation, token_hash=hashed(token), token=_cipher.seal(token), created_at=now
    )


def address_of_link(link: GuestLink) -> str:
    """The whole address, as it is told to the guest."""
    token = _cipher.unseal(bytes(link.token))
    return str(settings.PUBLIC_URL).rstrip("/") + reverse("ask-thread", args=[token])


def address_of_guest(conversation: Conversation) -> str:
    """The same, for the guest's own page; nothing where the portal's key changed since."""
    link = link_of(conversation)
    try:
        return address_of_link(link) if link else ""
    except InvalidToken:
        return ""


def link_of(conversation: Conversation) -> GuestLink | None:
    """The link of a conversation; None where no guest began it."""
    return GuestLink.objects.select_related("conversation__guest").filter(conversation=conversation).first()


def link_called(token: str) -> GuestLink | None:
    """The link with this token, whether it still opens anything or not."""
    if len(token) > LONGEST:
        return None
    found = GuestLink.objects.select_related("conversation__line", "conversation__guest")
    return found.filter(token_hash=hashed(token)).first()


def opens(link: GuestLink, now: datetime) -> bool:
    """Whether the link still leads to its conversation."""
    conversation = link.conversation
    return link.revoked_at is None and conversation.line_id is None and conversation.last_event_at > now - link_lasts()


def revoke(*, link: GuestLink, now: datetime) -> None:
    """Nobody reads the conversation by this link any more, whoever opened it before. Twice is as once."""
    GuestLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now)


def link_lasts() -> timedelta:
    """How long after the last event of its conversation a link still opens it."""
    return timedelta(days=settings.GUEST_LINK_DAYS)


def give(*, link: GuestLink, session_key: str, now: datetime) -> None:
    """The browser with this session reads the conversation from now on."""
    GuestSession.objects.bulk_create(
        [GuestSession(link=link, session_key=session_key, opened_at=now)], ignore_conflicts=True
    )


def hand_on(*, before: str, after: str) -> None:
    """The browser's session has another key now."""
    GuestSession.objects.filter(session_key=before).update(session_key=after)


def links_of(session_key: str | None, now: datetime) -> QuerySet[GuestLink]:
    """The links that the browser with this session holds, those that still open something. A session that ended, or
    a key that was made up, holds none."""
    if not session_key:
        return GuestLink.objects.none()
    lives = Session.objects.filter(session_key=session_key, expire_date__gt=now)
    return GuestLink.objects.filter(
        Exists(lives),
        sessions__session_key=session_key,
        revoked_at=None,
        conversation__line=None,
        conversation__last_event_at__gt=now - link_lasts(),
    )


# The same as SQL, for the sockets' check (DESIGN §4.6). It takes the SQL expression of a session's key, the alias of
# the conversation's row, and the parameter `%(guests_since)s`; tests/chat/guests/test_check.py holds it to `links_of`.


def holds_link_sql(*, session: str, conversation: str) -> str:
    """Whether the browser with this session, which lives, reads the conversation as a guest, as an SQL condition."""
    return f"""({conversation}.line_id IS NULL AND {conversation}.last_event_at > %(guests_since)s AND EXISTS (
        SELECT FROM chat_guestlink link JOIN chat_guestsession opened ON opened.link_id = link.id
        WHERE link.conversation_id = {conversation}.id AND link.revoked_at IS NULL
        AND opened.session_key = {session}))"""
