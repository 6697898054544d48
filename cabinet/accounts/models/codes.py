"""Codes sent by SMS, and how often codes and passwords may be asked for and tried."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from cabinet.core import phones


class CodePurpose(models.TextChoices):
    """What a code proves; a code of one purpose is no code of another."""

    SIGN_IN = "sign_in", _("вход")
    CONFIRM = "confirm", _("подтверждение")  # that it is still the person: before money, password, access
    ADD_NUMBER = "add_number", _("добавление номера")
    RECOVER = "recover", _("новый пароль")
    TRANSFER = "transfer", _("перевод денег")  # of one sum to one number: its SMS names both
    CONTENT = "content", _("платная подписка")  # to one service of one number: its SMS names the price
    PROPOSAL = "proposal", _("согласие с предложением")  # of a specialist, told to them: its SMS says what is agreed to


class Asker(models.TextChoices):
    """Who asks for a code of a number, as far as it is known before the code: each has limits of their own, so that
    strangers cannot use up what the person needs."""

    GUEST = "guest"  # anybody: the number was typed
    OWN = "own"  # somebody signed in, or a device that they used before, asks for a code to a line that proves them


class LoginCode(models.Model):
    """A temporary password sent by SMS, kept as a keyed hash. One of a purpose is alive for a number and a flow.

    Unknown numbers get rows too: they must look like known ones.
    """

    msisdn = models.CharField(max_length=15)
    purpose = models.CharField(max_length=12)  # a CodePurpose
    flow = models.CharField(max_length=32, blank=True)  # the sign-in that asked: another cannot use, spend or end it
    asker = models.CharField(max_length=5, choices=Asker, default=Asker.GUEST)
    code_hash = models.CharField(max_length=64)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)  # typed rightly, or replaced by a newer one
    worked = models.BooleanField(default=False)  # typed rightly

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["msisdn", "purpose", "flow"],
                condition=models.Q(used_at=None),
                name="accounts_logincode_one_of_a_flow",
            ),
            models.CheckConstraint(condition=models.Q(attempts__lte=5), name="accounts_logincode_attempts"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {phones.masked(self.msisdn)}"


class NumberLimit(models.Model):
    """When codes were sent to a number, and when they were typed wrongly; it outlives the flows that it limits."""

    msisdn = models.CharField(max_length=15)
    asker = models.CharField(max_length=5, choices=Asker)
    sent_at = ArrayField(models.DateTimeField(), default=list)  # the last codes, oldest first
    failed_at = ArrayField(models.DateTimeField(), default=list)  # the last wrong guesses, oldest first
    failures = models.PositiveSmallIntegerField(default=0)  # wrong guesses in a row, whatever the code
    paused_until = models.DateTimeField(null=True)  # until then no code of the number is judged
    touched_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["msisdn", "asker"], name="accounts_numberlimit_unique")]

    def __str__(self) -> str:
        return f"{phones.masked(self.msisdn)}: {len(self.sent_at)}"


class CodeFuse(models.Model):
    """How many codes guests were sent in the present window: to numbers that begin with `name`, or to `all`."""

    name = models.CharField(primary_key=True, max_length=15)
    window_started_at = models.DateTimeField(db_index=True)
    codes = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.name}: {self.codes}"


class PasswordLimit(models.Model):
    """How often a password was tried for one person, from one network and in all; `identifier` is a keyed hash."""

    identifier = models.CharField(primary_key=True, max_length=64)
    attempts = models.PositiveSmallIntegerField(default=0)
    window_started_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.identifier[:8]}: {self.attempts}"
