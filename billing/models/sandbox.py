"""What the sandbox's bank keeps, as another company would: orders by its own numbers, and nothing of accounts."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.db import models
from django.db.models import F, Q


class SandboxState(models.TextChoices):
    WAITING = "waiting"
    PAID = "paid"
    REFUSED = "refused"
    EXPIRED = "expired"


class SandboxOrder(models.Model):
    """A payment that a shop asked the bank for, once by `key`. `notice_at` is when the shop is to be told of it."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=80, unique=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    method = models.CharField(max_length=50)
    return_url = models.CharField(max_length=300)
    saves = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=SandboxState, default=SandboxState.WAITING)
    refusal = models.CharField(max_length=40, blank=True)
    card = models.CharField(max_length=4, blank=True)  # its last digits
    token = models.CharField(max_length=40, null=True, unique=True)  # by which the card may be charged again
    secure_code = models.CharField(max_length=6, blank=True)  # that 3-D Secure waits for
    tries = models.PositiveSmallIntegerField(default=0)  # of that code
    settles_at = models.DateTimeField(null=True)  # of a bank that takes its time
    returned = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal(0))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    notice_at = models.DateTimeField(null=True)
    notices = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(returned__gte=0, returned__lte=F("amount")), name="billing_sandbox_returned"
            )
        ]
        indexes = [
            models.Index(fields=["notice_at"], condition=Q(notice_at__isnull=False), name="billing_sandbox_to_tell")
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.state}"


class SandboxReturn(models.Model):
    """Money that the bank gave back of an order, once by `key`."""

    order = models.ForeignKey(SandboxOrder, on_delete=models.PROTECT, related_name="returns")
    key = models.CharField(max_length=80, unique=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    def __str__(self) -> str:
        return f"{self.key} {self.amount}"
