"""Failed attempts to get in, until the journal takes them over (A14)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models.people import User
from cabinet.core.net import USER_AGENT_KEPT


class FailedProof(models.TextChoices):
    """What did not fit."""

    CODE = "code", _("код из SMS")
    PASSWORD = "password", _("пароль")
    TOKEN = "token", _("код из приложения")


class FailedAttempt(models.Model):
    """One wrong code, password or token. A page writes it at the same cost for people whom nobody knows; who was meant
    is found out afterwards (`services.failures`). It lives for minutes."""

    how = models.CharField(max_length=8, choices=FailedProof)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    msisdn = models.CharField(max_length=15, blank=True)  # that the code was sent to
    ip = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=USER_AGENT_KEPT, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.how} {self.at:%d.%m.%Y %H:%M}"
