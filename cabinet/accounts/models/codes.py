"""Codes sent by SMS, and how often codes and passwords may be asked for and tried."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cabinet.core import phones


class CodePurpose(models.TextChoices):
    """What a code proves; a code of one purpose is no code of another."""

    SIGN_IN = "sign_in", _("вход")
    CONFIRM = "confirm", _("подтверждение")  # that it is still the person: before money, password, access
    ADD_NUMBER = "add_number", _("добавление номера")
    RECOVER = "recover", _("новый пароль")


class LoginCode(models.Model):
    """A temporary password sent by SMS, kept as a keyed hash. At most one of a purpose is alive for a number.

    Unknown numbers get rows too: they must look like known ones.
    """

    msisdn = models.CharField(max_length=15)
    purpose = models.CharField(max_length=12)  # a CodePurpose
    flow = models.CharField(max_length=32, blank=True)  # the sign-in that asked: another cannot use or spend it
    code_hash = models.CharField(max_length=64)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["msisdn", "purpose"], condition=models.Q(used_at=None), name="accounts_logincode_one_alive"
            ),
            models.CheckConstraint(condition=models.Q(attempts__lte=5), name="accounts_logincode_attempts"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {phones.masked(self.msisdn)}"


class NumberLimit(models.Model):
    """How often codes were sent to a number within a day; it outlives the flow that it limits."""

    msisdn = models.CharField(primary_key=True, max_length=15)
    codes = models.PositiveSmallIntegerField(default=0)
    window_started_at = models.DateTimeField()
    next_code_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{phones.masked(self.msisdn)}: {self.codes}"


class PasswordLimit(models.Model):
    """How often a password was tried for one person, from one network and in all; `identifier` is a keyed hash."""

    identifier = models.CharField(primary_key=True, max_length=64)
    attempts = models.PositiveSmallIntegerField(default=0)
    window_started_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.identifier[:8]}: {self.attempts}"
