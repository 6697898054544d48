"""The secret between the sandbox's bank and the portal: derived, so that the demonstration needs no settings."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from billing.payments.providers.base import NotSigned
from cabinet.core import signed


def secret() -> str:
    return salted_hmac("billing.sandbox", "notices", algorithm="sha256").hexdigest()


def payload_of(request: HttpRequest) -> dict[str, Any]:
    """The JSON object of a signed notice. Raises `NotSigned`, and `ValueError` for what is no object."""
    if not signed.is_signed(request, [secret()]):
        raise NotSigned
    said = json.loads(request.body)
    if not isinstance(said, dict):
        raise ValueError("no object")
    return said
