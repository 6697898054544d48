"""Lines of a thread that nobody said: what the portal itself tells, in the words of who reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chat.viewers import Viewer

Words = Callable[[dict[str, Any], Viewer], str]  # of an event's data; empty: this viewer is told nothing

_words: dict[str, Words] = {}


def register(what: str, words: Words) -> None:
    """Have events `told` whose data says `{"what": what}` read as `words` says."""
    if _words.get(what, words) != words:
        raise ValueError(f"two things told are called {what}")
    _words[what] = words


def words_of(data: dict[str, Any], viewer: Viewer) -> str:
    """What `viewer` reads of an event with `data`; nothing if its subject is not there any more."""
    words = _words.get(str(data.get("what", "")))
    return words(data, viewer) if words else ""
