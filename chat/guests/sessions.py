"""Letting a browser in by a link."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.http import HttpRequest

from chat.guests.links import give, hand_on, links_of
from chat.models import GuestLink

KEY = "guest"  # in the session: that it is a guest's, so that it is kept


def let_in(request: HttpRequest, link: GuestLink, now: datetime) -> None:
    """This browser reads the conversation of `link` from now on. Where nobody is signed in, under a new session key:
    whoever planted the old one in the browser is left with nothing."""
    session = request.session
    signed_in = request.user.is_authenticated
    if links_of(session.session_key, now).filter(pk=link.pk).exists():
        return
    with transaction.atomic():
        session[KEY] = True
        before = session.session_key
        if not signed_in:
            session.cycle_key()
            session.save()
            if before:
                hand_on(before=before, after=str(session.session_key))
        give(link=link, session_key=str(session.session_key), now=now)
