"""What the bot decided, kept for its figures (C15)."""

from __future__ import annotations

from datetime import datetime

from chat.bot.decisions import Decision
from chat.models import BotDecision, Decided, Message, Source

LONGEST = 400  # characters kept of a question


def log(
    *, decision: Decision, query: str, source: Source, now: datetime, message: Message | None = None
) -> BotDecision:
    """Keep `decision` about `query`; an answer is what was given."""
    return BotDecision.objects.create(
        source=source,
        message=message,
        query=query[:LONGEST],
        language=decision.language,
        decision=decision.decided,
        candidates=[{"slug": each.slug, "score": round(each.score, 4)} for each in decision.candidates],
        answer_id=decision.candidates[0].answer_id if decision.decided == Decided.ANSWER else None,
        at=now,
    )
