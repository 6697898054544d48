"""How quickly one bind may be given messages: it halves when the SMSC says «slower», and recovers by steps."""

from __future__ import annotations

LEAST = 1.0  # a second
STEP = 0.05  # of the most: what a second without complaints gives back
BURST = 0.1  # seconds' worth that may leave at once


class Pace:
    """Additive increase, multiplicative decrease. Pure: moments are seconds of any steady clock."""

    def __init__(self, most: float, pause: float) -> None:
        self.rate = self._most = most  # a second
        self._pause = pause
        self._next_at = 0.0
        self._deaf_until = 0.0

    def ready_at(self) -> float:
        """The moment from which one more may leave."""
        return self._next_at

    def left(self, now: float) -> None:
        """One has left."""
        self._next_at = max(self._next_at, now - BURST) + 1 / self.rate

    def taken(self) -> None:
        """The SMSC took one: at the rate r this is called r times a second."""
        self.rate = min(self._most, self.rate + self._most * STEP / self.rate)

    def slower(self, now: float) -> None:
        """The SMSC asked for less. Answers to what left before the pause count once."""
        if now < self._deaf_until:
            return
        self.rate = max(LEAST, self.rate / 2)
        self._next_at = self._deaf_until = now + self._pause
