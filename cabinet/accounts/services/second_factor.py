"""The second factor of staff: a code of an authenticator, or a recovery code. Nothing sent by SMS will do (A12)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_otp import match_token
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from cabinet.accounts.models import User
from cabinet.core.errors import DomainError

RECOVERY_CODES = 8


class WrongToken(DomainError):
    code = "wrong_token"
    message = _("Код не подошёл. Возьмите новый в приложении или введите код восстановления.")


def check_token(*, user: User, token: str) -> TOTPDevice | StaticDevice:
    """The device whose token this is; each token works once, and wrong ones slow the device down.

    Raises `WrongToken`. The devices are locked while they judge, so parallel guesses are judged in turn.
    """
    cleaned = "".join(token.split()).lower()
    device: TOTPDevice | StaticDevice | None = match_token(user, cleaned) if cleaned else None
    if device is None:
        raise WrongToken
    return device


@transaction.atomic
def give_devices(*, user: User) -> tuple[TOTPDevice, list[str]]:
    """Give a member of staff a new authenticator and recovery codes; earlier ones stop working."""
    if not user.is_staff:
        raise ValueError("second factors are for staff only")
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    recovery = StaticDevice.objects.create(user=user, name="recovery")
    codes = [StaticToken.random_token() for _index in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create([StaticToken(device=recovery, token=code) for code in codes])
    return TOTPDevice.objects.create(user=user, name="authenticator"), codes
