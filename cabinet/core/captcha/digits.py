"""The digits of a picture (django-simple-captcha), for browsers without JavaScript."""

from __future__ import annotations

import secrets
from datetime import datetime

from captcha.models import CaptchaStore
from django.db import transaction

from cabinet.core.digits import digits_of

LENGTH = 5


def challenge() -> tuple[str, str]:
    """What the picture shows, and what is to be typed (`settings.CAPTCHA_CHALLENGE_FUNCT`)."""
    digits = f"{secrets.randbelow(10**LENGTH):0{LENGTH}}"
    return digits, digits


def new_picture() -> str:
    """The key of a new picture."""
    key: str = CaptchaStore.generate_key()
    return key


def accept(key: str, typed: str, now: datetime) -> bool:
    """Whether `typed` are the digits of the picture. A picture is judged once, rightly or wrongly."""
    with transaction.atomic():
        picture = CaptchaStore.objects.select_for_update().filter(hashkey=key).first()
        if picture is None:
            return False
        picture.delete()
    return bool(picture.expiration > now and secrets.compare_digest(picture.response, digits_of(typed[:100])))
