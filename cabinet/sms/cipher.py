"""The text of an SMS at rest (DESIGN §4.5): Fernet under a key derived from SECRET_KEY; fallbacks allow rotation."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def _fernet() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"sms.body:" + key.encode()).digest())) for key in keys]
    )


def seal(text: str) -> bytes:
    """`text` encrypted and authenticated."""
    return _fernet().encrypt(text.encode())


def unseal(body: bytes) -> str:
    """The text that `seal` was given; raises `cryptography.fernet.InvalidToken` for a changed body or a lost key."""
    return _fernet().decrypt(body).decode()
