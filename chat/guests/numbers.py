"""How often guests name one number, and how often it is sent SMS because of them: rows, whoever the number is of."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cabinet.core.errors import TooManyAttempts
from cabinet.core.limits import allow
from cabinet.core.windows import free_at, kept, seconds_until
from chat.models import GuestNumber


def take_question(*, msisdn: str, now: datetime) -> None:
    """Count one question. Raises `TooManyAttempts`. The number's row stays locked until the transaction ends."""
    row = _locked(msisdn, now)
    again = free_at(row.asked_at, settings.GUEST_ASKS_PER_NUMBER)
    if again is not None and now < again:
        raise TooManyAttempts(
            seconds_until(again, now),
            _("С этим номером сегодня уже задали много вопросов. Войдите в кабинет, позвоните или спросите завтра."),
        )
    row.asked_at = kept([*row.asked_at, now], settings.GUEST_ASKS_PER_NUMBER)
    row.touched_at = now
    row.save(update_fields=["asked_at", "touched_at"])


def take_sms(*, msisdn: str, now: datetime) -> bool:
    """Count one SMS, and say whether it may go. Known and unknown numbers are counted alike."""
    row = _locked(msisdn, now)
    again = free_at(row.sms_at, settings.GUEST_SMS_PER_NUMBER)
    if again is not None and now < again:
        return False
    alike = msisdn[: settings.CODES_PREFIX_DIGITS]
    if not allow(settings.GUEST_SMS_PER_PREFIX, "guest-sms", alike):
        return False
    if not allow(settings.GUEST_SMS_IN_ALL, "guest-sms", "all"):
        return False
    row.sms_at = kept([*row.sms_at, now], settings.GUEST_SMS_PER_NUMBER)
    row.touched_at = now
    row.save(update_fields=["sms_at", "touched_at"])
    return True


def _locked(msisdn: str, now: datetime) -> GuestNumber:
    GuestNumber.objects.bulk_create([GuestNumber(msisdn=msisdn, touched_at=now)], ignore_conflicts=True)
    return GuestNumber.objects.select_for_update().get(msisdn=msisdn)
