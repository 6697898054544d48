"""What must lie encrypted in the database: Fernet under a key derived from SECRET_KEY; fallbacks allow rotation."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


@dataclass(frozen=True)
class Cipher:
    """Seals what is kept for one `purpose`; another purpose cannot open it."""

    purpose: str

    def seal(self, text: str) -> bytes:
        """`text` encrypted and authenticated."""
        return self._fernet().encrypt(text.encode())

    def unseal(self, body: bytes) -> str:
        """The text that `seal` was given; raises `InvalidToken` for a changed body or a lost key."""
        return self._fernet().decrypt(body).decode()

    def _fernet(self) -> MultiFernet:
        return _fernet(self.purpose, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=64)
def _fernet(purpose: str, keys: tuple[str, ...]) -> MultiFernet:
    """Kept, because deriving the keys is dearer than opening a short text."""
    prefix = f"{purpose}:".encode()
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(hashlib.sha256(prefix + key.encode()).digest())) for key in keys]
    )
