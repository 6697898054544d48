"""What workers do about money: each subject's tasks stand in its own room, and are found here."""

from billing.payments import tasks as payments

__all__ = ["payments"]
