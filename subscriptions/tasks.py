"""What workers do about subscriptions: each subject's tasks stand in its own room, and are found here."""

from subscriptions.charging import tasks as charging

__all__ = ["charging"]
