"""Requests between the portal and the operator's own machines: JSON under a shared secret (HMAC-SHA-256).

    X-Portal-Timestamp: 1764000000
    X-Portal-Signature: hex(HMAC-SHA-256(secret, "1764000000.POST./gateway/ussd/." + body))

Who knows the secret may speak; nothing else about a request is believed. The time bounds how long a recorded request
could be played again; within it, each gateway's own identifiers make a repetition harmless.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import json
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from cabinet.core.net import client_ip, network_prefix
from cabinet.core.sparse_log import SparseLog

TIMESTAMP, SIGNATURE = "X-Portal-Timestamp", "X-Portal-Signature"
SENDER = "X-Portal-Sender"  # of many who use one address: which of them it is, in the name of whose secret it is signed
TOLERANCE = timedelta(minutes=5)  # between the clocks of both machines, and for the way
LONGEST = 64 * 1024  # bytes of a body

refused = SparseLog(logging.getLogger(__name__))

View = Callable[[HttpRequest, dict[str, Any]], HttpResponse]
SenderView = Callable[[HttpRequest, str, dict[str, Any]], HttpResponse]
SecretsOf = Callable[[HttpRequest], list[str]]
BodyView = Callable[[HttpRequest, bytes], HttpResponse]


def signature(*, secret: str, timestamp: str, method: str, path: str, body: bytes) -> str:
    """What the header must say; `path` is as it stands in the request line, with its query."""
    signed = f"{timestamp}.{method}.{path}.".encode() + body
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def headers(*, secret: str, method: str, path: str, body: bytes) -> dict[str, str]:
    """The two headers of a request that leaves now."""
    timestamp = str(int(timezone.now().timestamp()))
    made = signature(secret=secret, timestamp=timestamp, method=method, path=path, body=body)
    return {TIMESTAMP: timestamp, SIGNATURE: made}


def signed_by(gateway: str) -> Callable[[View], Callable[[HttpRequest], HttpResponse]]:
    """A view for POSTs of `gateway` alone (`settings.GATEWAY_SECRETS`), given the JSON object of the body.

    Without a secret the address does not exist (404); a wrong or old signature is 403; what is no JSON object is 400.
    """

    def decorate(view: View) -> Callable[[HttpRequest], HttpResponse]:
        return signed_body(gateway, most=LONGEST)(_given_json(view))

    return decorate


def signed_by_sender(gateway: str, secrets_of: Callable[[], dict[str, list[str]]]) -> Callable[[SenderView], Any]:
    """As `signed_by`, where many may speak: each names itself in `X-Portal-Sender`, signs with a secret of its own (by
    its name in `secrets_of()`), and is told to the view. Who is unknown is refused like who signs wrongly.
    """

    def decorate(view: SenderView) -> Callable[[HttpRequest], HttpResponse]:
        @functools.wraps(view)
        def told(request: HttpRequest, payload: dict[str, Any]) -> HttpResponse:
            return view(request, request.headers[SENDER], payload)

        def theirs(request: HttpRequest) -> list[str]:
            return secrets_of().get(request.headers.get(SENDER, ""), [])

        return _checked(_given_json(told), gateway, LONGEST, theirs, exists=lambda: bool(secrets_of()))

    return decorate


def signed_body(gateway: str, *, most: int) -> Callable[[BodyView], Callable[[HttpRequest], HttpResponse]]:
    """As `signed_by`, for a view that is given the body as it came: at most so many bytes of it (413)."""

    def secrets() -> list[str]:
        found: list[str] = settings.GATEWAY_SECRETS.get(gateway, [])
        return found

    def decorate(view: BodyView) -> Callable[[HttpRequest], HttpResponse]:
        return _checked(view, gateway, most, lambda _request: secrets(), exists=lambda: bool(secrets()))

    return decorate


def _given_json(view: View) -> BodyView:
    @functools.wraps(view)
    def understood(request: HttpRequest, body: bytes) -> HttpResponse:
        try:
            payload = json.loads(body)
        except ValueError:
            payload = None
        if not isinstance(payload, dict):
            return JsonResponse({"error": "json"}, status=400)
        return view(request, payload)

    return understood


def _checked(
    view: BodyView, gateway: str, most: int, secrets_of: SecretsOf, *, exists: Callable[[], bool]
) -> Callable[[HttpRequest], HttpResponse]:
    @csrf_exempt
    @require_POST
    @functools.wraps(view)
    def checked(request: HttpRequest) -> HttpResponse:
        if not exists():
            raise Http404
        if int(request.META.get("CONTENT_LENGTH") or 0) > most:
            return JsonResponse({"error": "too_large"}, status=413)
        # Not `request.body`: what a form may hold (DATA_UPLOAD_MAX_MEMORY_SIZE) is less than a machine may send.
        body = request.read(most + 1)
        if not is_signed(request, secrets_of(request), body):
            refused.warning("a request of %s from %s is not signed", gateway, network_prefix(client_ip(request)))
            return JsonResponse({"error": "signature"}, status=403)
        return view(request, body)

    return checked


def is_signed(request: HttpRequest, secrets: list[str], body: bytes | None = None) -> bool:
    """Whether `request` carries a fresh signature by one of `secrets`; `body`, if who asks has read it already."""
    timestamp = request.headers.get(TIMESTAMP, "")
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:  # digits
        return False
    if abs(timezone.now().timestamp() - int(timestamp)) > TOLERANCE.total_seconds():
        return False
    said = request.headers.get(SIGNATURE, "")
    path, method = request.get_full_path(), str(request.method)
    body = request.body if body is None else body
    made = [signature(secret=secret, timestamp=timestamp, method=method, path=path, body=body) for secret in secrets]
    return any(constant_time_compare(said, each) for each in made)
