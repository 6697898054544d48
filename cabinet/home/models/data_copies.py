"""Copies of people's data that wait to be fetched."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cabinet.requests.models import Request


class DataCopy(models.Model):
    """One archive in private storage. The row goes together with the file."""

    request = models.OneToOneField(Request, primary_key=True, on_delete=models.PROTECT, related_name="data_copy")
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="data_copy")
    file = models.CharField(max_length=100)  # its name in the default storage
    size = models.PositiveBigIntegerField()  # bytes
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.file}"
