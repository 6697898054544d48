"""`ask`: what the bot makes of a question (C3). Retrieval alone: nothing of the person is known here."""

from __future__ import annotations

import re

from chat.bot.current import CURRENT
from chat.bot.decisions import Decision
from chat.models import Decided

SURE, HALF_SURE = 0.6, 0.4
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


def ask(query: str, *, language: str | None = None) -> Decision:
    """What `query` means. `language` ("ru", "en") is told where it is known, and seen from the words otherwise."""
    spoken = language or ("ru" if CYRILLIC.search(query) else "en")
    candidates = tuple(CURRENT.index().best(query))
    best = candidates[0].score if candidates else 0.0
    if best >= SURE:
        return Decision(Decided.ANSWER, candidates, spoken)
    return Decision(Decided.CHOICE if best >= HALF_SURE else Decided.SPECIALIST, candidates, spoken)
