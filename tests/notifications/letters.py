"""E-mails of the outbox, as tests read them."""

from __future__ import annotations

import json
import re

from cabinet.mail.cipher import letters
from cabinet.mail.models import EmailMessage


def said(message: EmailMessage) -> dict[str, str]:
    """Subject, text and the link to unsubscribe of an e-mail that has not left yet."""
    found: dict[str, str] = json.loads(letters.unseal(bytes(message.body)))
    return found


def link_in(message: EmailMessage) -> str:
    """The path of the first link in its text."""
    found = re.search(r"https?://[^/\s]+(/\S+)", said(message)["text"])
    assert found is not None
    return found[1]
