"""An answer as a page shows it: in paragraphs, with its button."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import get_language

from cabinet.accounts.models import Line
from cabinet.home.context import request_cabinet
from chat.models import Answer
from chat.talk.wording import text_of

PARAGRAPHS = re.compile(r"\n\s*\n")
DOORS = ("login", "login-modem", "login-recover")  # who is signed in has passed them
TO_PEOPLE = "chat"  # guests ask elsewhere


@dataclass(frozen=True)
class Action:
    """The button of an answer."""

    words: str
    url: str


def paragraphs(answer: Answer) -> list[str]:
    """The text in the active language, with the telephones that it names."""
    text = text_of(answer, get_language() or settings.LANGUAGE_CODE)
    return [part.strip() for part in PARAGRAPHS.split(text) if part.strip()]


def action_of(answer: Answer, request: HttpRequest) -> Action | None:
    """Where the answer sends this person: about the current line, or through the sign-in; None where there is nowhere
    to go. A page that is not there any more is no button, and no error."""
    if not answer.action_words:
        return None
    user = request.user
    if not user.is_authenticated:
        url = _address("ask" if answer.action == TO_PEOPLE else answer.action, None)
    elif user.is_staff or answer.action in DOORS:
        return None
    else:
        url = _address(answer.action, request_cabinet(request).line)
    return Action(answer.action_words, url) if url else None


def _address(name: str, line: Line | None) -> str:
    try:
        address = reverse(name)
    except NoReverseMatch:
        return _about(name, line)
    return f"{address}?{urlencode({'line': str(line.public_id)})}" if line else address


def _about(name: str, line: Line | None) -> str:
    """Pages whose address itself names the line; without one there is none."""
    try:
        return reverse(name, args=[line.public_id]) if line else ""
    except NoReverseMatch:
        return ""
