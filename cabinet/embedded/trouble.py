"""The one error that a developer who starts the portal is meant to read."""

from pathlib import Path

FULL = "No space left on device"  # how every program here says it


class Trouble(Exception):
    """One sentence that says what is wrong and what to do about it; the caller prints it and exits with 1."""


def no_space(place: Path) -> Trouble:
    """The disk of `place` is full."""
    return Trouble(
        f"There is no space left for {place}; free some, or put it elsewhere: make run VAR=/another/disk/var"
    )
