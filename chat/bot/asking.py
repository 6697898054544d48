"""`ask`: what the bot makes of a question (C3). Retrieval alone: nothing of the person is known here."""

from __future__ import annotations

from chat.bot.current import CURRENT, Known
from chat.bot.decisions import Candidate, Decision
from chat.bot.smalltalk import is_smalltalk
from chat.bot.words import CYRILLIC, normalised
from chat.models import Decided

SURE = 0.33  # from here on the best answer is given
APART = 0.12  # of its score, by which it must be better than the next one, or it is a choice
HALF_SURE = 0.15  # from here on up to three are offered


def ask(query: str, *, language: str | None = None) -> Decision:
    """What `query` means. `language` ("ru", "en") is told where it is known, and seen from the words otherwise.

    Candidates are named whatever was decided. It looks at the database once in `BOT_CHECK_SECONDS`.
    """
    return decision_of(query, known=CURRENT.known(), language=language)


def decision_of(query: str, *, known: Known, language: str | None = None) -> Decision:
    """The same, of what `known` holds."""
    text = known.index.reader.in_its_letters(normalised(query))
    spoken = language or ("ru" if CYRILLIC.search(text) else "en")
    if is_smalltalk(text):
        return Decision(Decided.SMALLTALK, (), spoken)
    candidates = _candidates(known, text)
    return Decision(_decided([each.score for each in candidates]), candidates, spoken)


def _candidates(known: Known, text: str) -> tuple[Candidate, ...]:
    best = known.index.best(text)
    return tuple(Candidate(slug, known.ids[slug], score) for slug, score in best if score)


def _decided(scores: list[float]) -> Decided:
    best, second = [*scores, 0.0, 0.0][:2]
    if best < HALF_SURE:
        return Decided.SPECIALIST
    return Decided.ANSWER if best >= SURE and best - second >= APART * best else Decided.CHOICE
