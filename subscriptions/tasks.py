"""What workers do about subscriptions: each subject's tasks stand in its own room, and are found here."""

from subscriptions.charging import tasks as charging
from subscriptions.recommending import tasks as recommending

__all__ = ["charging", "recommending"]
