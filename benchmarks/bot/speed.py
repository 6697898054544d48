"""How long an answer is looked for, among a few and among many: time of the processor, which others do not prolong."""

from __future__ import annotations

import time
from collections.abc import Sequence
from random import Random

from chat.bot.index import Index, Stored
from chat.bot.words import normalised
from chat.knowledge.loading import asked

PHRASINGS = 10  # of each answer
WORDS = (3, 8)


def made_up(answers: int) -> Index:
    """Answers whose phrasings are of the words that people say here."""
    random = Random(answers)
    words = [word for _slug, language, text in asked() if language == "ru" for word in text.split()]
    return Index(
        [
            Stored(f"answer-{answer}", "ru", " ".join(random.sample(words, random.randint(*WORDS))))
            for answer in range(answers)
            for _ in range(PHRASINGS)
        ]
    )


def milliseconds(index: Index, queries: Sequence[str]) -> list[float]:
    """Of each query, sorted; every one is asked once, so its words are new to it."""
    took = []
    for query in queries:
        start = time.thread_time()
        index.best(index.reader.in_its_letters(normalised(query)))
        took.append((time.thread_time() - start) * 1000)
    return sorted(took)


def percentile(took: Sequence[float], of_hundred: int) -> float:
    return took[min(len(took) - 1, len(took) * of_hundred // 100)]
