"""What the bot makes of one question (C3)."""

from __future__ import annotations

from dataclasses import dataclass

from chat.models import Decided


@dataclass(frozen=True, slots=True)
class Candidate:
    """An answer that may be meant. `score` is from 0 to 1."""

    slug: str
    answer_id: int
    score: float


@dataclass(frozen=True, slots=True)
class Decision:
    """`decided` and up to three candidates, the best first: of an answer the first one is given, of a choice all are
    offered. `language` is that of the question."""

    decided: Decided
    candidates: tuple[Candidate, ...]
    language: str
