"""Forgetting what nobody needs any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from cabinet.sms.models import DeviceMessage

DEVICE_KEPT = timedelta(hours=24)


def forget_device_messages(*, now: datetime) -> int:
    """Empty the simulated telephones of what is older than a day; returns how many messages went."""
    return DeviceMessage.objects.filter(at__lt=now - DEVICE_KEPT).delete()[0]
