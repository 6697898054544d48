"""Where people are signed in: sessions, the devices they were opened on, and the alarm of a new device (A4)."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.functions import RandomUUID
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from cabinet.accounts.models.contracts import Line
from cabinet.accounts.models.people import User
from cabinet.core.net import USER_AGENT_KEPT


class KnownDevice(models.Model):
    """A browser in which `user` has signed in before. It is known by a random key in a long-lived cookie."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="known_devices")
    key_hash = models.CharField(max_length=64)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key_hash"], name="accounts_knowndevice_once")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.key_hash[:8]}"


class Session(AbstractBaseSession):
    """A device that is signed in, or on its way to be. The person stands beside the data, so that all sessions of
    one person can be found, and ended, without decoding anybody's; so does what the list of devices shows.

    `proof` is what was shown at `signed_in_at` (an `assurance.Proof`). `ip`, `user_agent` and `last_seen_at` are of a
    recent request (`services.devices.SEEN_EVERY`). `line` is the number that opened it, if one did: what a closed
    number opened is closed with it.
    """

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="sessions")
    line = models.ForeignKey(Line, null=True, on_delete=models.PROTECT, related_name="+")
    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    device = models.ForeignKey(KnownDevice, null=True, on_delete=models.SET_NULL, related_name="sessions")
    proof = models.CharField(max_length=8, blank=True, default="", db_default="")
    signed_in_at = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField(default=timezone.now, db_default=Now())
    ip = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=USER_AGENT_KEPT, blank=True, default="", db_default="")

    OF_THE_DATA = ("session_data", "expire_date", "user", "line")  # what Django's store knows of

    @classmethod
    def get_session_store_class(cls) -> Any:
        from cabinet.accounts.sessions import SessionStore

        return SessionStore

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The store saves a session again from its data alone: what stands beside them stays as it is."""
        if kwargs.get("force_update"):
            kwargs.setdefault("update_fields", self.OF_THE_DATA)
        super().save(*args, **kwargs)


class SignInAlert(models.Model):
    """What an SMS about a new device can do: its link ends what is signed in on `device`, once, without signing in.

    Only a hash of the link's token is kept. `device` is gone once it was done.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    device = models.ForeignKey(KnownDevice, null=True, on_delete=models.SET_NULL, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    ip = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=USER_AGENT_KEPT, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "created_at"], name="accounts_alert_of_user")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.created_at:%d.%m.%Y %H:%M}"
