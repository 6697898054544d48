"""What people chose to be told of, and by which way (N6, T11). Without a row stands what the event says."""

from __future__ import annotations

from django.db import models

from cabinet.accounts.models.contracts import Line
from cabinet.accounts.models.people import User
from cabinet.core.notifications import By
from cabinet.sms.models import BulkCategory


class NotificationChoice(models.Model):
    """How one person wants to hear of one event (a `core.notifications.Event`); neither way: not at all."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notification_choices")
    event = models.CharField(max_length=40)
    sms = models.BooleanField()
    email = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "event"], name="accounts_notificationchoice_once")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.event}"

    @property
    def ways(self) -> frozenset[By]:
        """The ways that were chosen."""
        return frozenset(by for by, on in ((By.SMS, self.sms), (By.EMAIL, self.email)) if on)


class BulkChoice(models.Model):
    """Whether one number takes bulk messages of one category. It ends with the line: the next owner starts anew."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="bulk_choices")
    category = models.CharField(max_length=16, choices=BulkCategory)
    allowed = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "category"], name="accounts_bulkchoice_once")]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.category}"
