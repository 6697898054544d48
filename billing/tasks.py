"""What workers do about money: each subject's tasks stand in its own room, and are found here."""

from billing.auditing import tasks as auditing
from billing.payments import tasks as payments
from billing.reports import tasks as reports
from billing.statements import tasks as statements
from billing.usage import tasks as usage

__all__ = ["auditing", "payments", "reports", "statements", "usage"]
