"""Forgetting pictures, challenges and suspicions that are over."""

from __future__ import annotations

from datetime import datetime

from captcha.models import CaptchaStore

from cabinet.core.captcha import suspicion
from cabinet.core.models import SpentChallenge, Suspicion


def forget_expired(*, now: datetime) -> None:
    CaptchaStore.objects.filter(expiration__lt=now).delete()
    SpentChallenge.objects.filter(expires_at__lt=now).delete()
    Suspicion.objects.filter(last_at__lte=now - suspicion.lasts()).delete()
