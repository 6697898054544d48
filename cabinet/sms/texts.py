"""The words of what the portal sends: in the code by default, in the database where the operator changed them (X4).

Apps register each message when they start, with the words of the code and an example of its facts. `render` puts the
facts into whichever words stand. The operator's words are read at most every `KEPT_SECONDS`, all at once, so a message
costs no query; words that cannot be sent any more, because the code has another field now, are reported, and the words
of the code stand.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation

from cabinet.core.errors import DomainError
from cabinet.sms.models import SmsText
from cabinet.sms.templates import SmsTemplate

__all__ = ["SmsTemplate", "forget", "in_code", "register", "render", "say", "templates"]

logger = logging.getLogger(__name__)

KEPT_SECONDS = 10.0  # a change in the admin is heard by every process within this time
Key = tuple[str, str]  # name, language

_templates: dict[str, SmsTemplate] = {}
_kept: tuple[float, dict[Key, str]] | None = None


def register(template: SmsTemplate) -> SmsTemplate:
    """Add one message; its name is unique."""
    if template.name in _templates and _templates[template.name] is not template:
        raise ValueError(f"two messages are called {template.name}")
    _templates[template.name] = template
    return template


def templates() -> dict[str, SmsTemplate]:
    """All messages by their names."""
    return dict(sorted(_templates.items()))


def render(name: str, language: str, /, **facts: object) -> str:
    """The message `name` in `language` with its `facts`. Raises `KeyError` if the words of the code name another."""
    template = _templates[name]
    with translation.override(language):
        own = _own_words().get((name, language))
        if own is not None:
            try:
                return template.compose(own, facts)
            except KeyError as missing:
                logger.error("sms text %s (%s) names %s, which this message was not given", name, language, missing)
        return template.compose(str(template.words), facts)


def in_code(template: SmsTemplate, language: str, /, **facts: object) -> str:
    """The message in the words of the code, without asking the database, which may be what is slow."""
    with translation.override(language):
        return template.compose(str(template.words), facts)


def say(template: SmsTemplate, /, **facts: object) -> str:
    """The message in the language that is active."""
    return render(template.name, translation.get_language() or settings.LANGUAGE_CODE, **facts)


def forget(**_signal: Any) -> None:
    """Read the operator's words again at the next use (after a change in this process)."""
    global _kept
    _kept = None


def unfit(_now: datetime) -> str:
    """For `/readyz`: the operator's words that cannot be sent, so that those of the code are."""
    rows = SmsText.objects.order_by("name", "language")
    return ", ".join(f"{row.name} ({row.language})" for row in rows if why_unfit(row))


def why_unfit(row: SmsText) -> str:
    """What keeps the operator's words from being sent; nothing if they are."""
    template = _templates.get(row.name)
    if template is None:
        return "no such message"
    try:
        template.check(row.text)
    except DomainError as error:
        return str(error.message)
    return ""


def _own_words() -> dict[Key, str]:
    global _kept
    if _kept is None or _kept[0] < time.monotonic():
        _kept = (time.monotonic() + KEPT_SECONDS, _read())
    return _kept[1]


def _read() -> dict[Key, str]:
    words = {}
    for row in SmsText.objects.all():
        why = why_unfit(row)
        if why:
            logger.error("sms text %s cannot be sent: %s", row, why)
        else:
            words[row.name, row.language] = row.text
    return words
