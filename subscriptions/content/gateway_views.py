"""`/gateway/content/`: what providers of content tell us, each under a secret of its own (docs/content.md)."""

from __future__ import annotations

import json
import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from cabinet.core.limits import allow
from cabinet.core.signed import signed_by_sender
from subscriptions.content.selectors import has_live, of_provider, provider_called
from subscriptions.content.services import push
from subscriptions.models import ContentProvider, ContentService

MSISDN = re.compile(r"\+?([1-9][0-9]{6,14})", re.ASCII)
ID = re.compile(r"[!-~]{1,80}", re.ASCII)  # printable, without spaces
EVIDENCE = 4000  # characters of what a provider says, as JSON
EVENTS = ("subscribe", "unsubscribe", "status")


class BadField(Exception):
    """A field of the request is missing or is not what it must be."""


@signed_by_sender("content", lambda: settings.CONTENT_SECRETS)
def content_page(request: HttpRequest, sender: str, payload: dict[str, Any]) -> HttpResponse:
    """`{event, id, msisdn, service | short_number, evidence}` → `{"result": "received"}`, whoever has the number.
    429 for who wants to sell to too many; ending is never counted."""
    provider = provider_called(sender)
    try:
        event = _one_of(payload, "event", EVENTS)
        msisdn = _matched(payload, "msisdn", MSISDN)
        content = _content(provider, payload, on_sale=event == "subscribe")
        if event == "subscribe":
            if not allow(settings.CONTENT_PUSHES_OF_PROVIDER, "content-push", sender):
                return JsonResponse({"error": "limit"}, status=429)
            sent = push.Push(_matched(payload, "id", ID), msisdn, _evidence(payload))
            push.take(sent, content=content, now=timezone.now())
        elif event == "unsubscribe":
            push.end(provider=content.provider, msisdn=msisdn, content=content, now=timezone.now())
        else:
            return JsonResponse({"active": has_live(msisdn=msisdn, content=content)})
    except BadField as wrong:
        return JsonResponse({"error": "field", "field": str(wrong)}, status=400)
    return JsonResponse({"result": "received"}, status=202)


def _content(provider: ContentProvider | None, payload: dict[str, Any], *, on_sale: bool) -> ContentService:
    """What is meant of the provider's own: by its code, or by a short number that only one service has. What is sold
    no more is still paid for by some, and can be ended."""
    name = "service" if "service" in payload else "short_number"
    value = payload.get(name)
    if provider is None or not isinstance(value, str):
        raise BadField(name)
    found = of_provider(provider, **{name: value}, on_sale=on_sale)
    if len(found) != 1:
        raise BadField(name)
    return found[0]


def _one_of(payload: dict[str, Any], name: str, known: tuple[str, ...]) -> str:
    value = payload.get(name)
    if value not in known:
        raise BadField(name)
    return str(value)


def _matched(payload: dict[str, Any], name: str, pattern: re.Pattern[str]) -> str:
    value = payload.get(name)
    found = pattern.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise BadField(name)
    return found[1] if found.groups() else found[0]


def _evidence(payload: dict[str, Any]) -> dict[str, str]:
    """Names and texts, few enough to be kept."""
    said = payload.get("evidence", {})
    if not isinstance(said, dict) or not all(isinstance(value, str) for value in said.values()):
        raise BadField("evidence")
    written = json.dumps(said)  # ASCII: halves of characters and NUL stand in it as escapes
    if len(written) > EVIDENCE or "\\u0000" in written or re.search(r"\\ud[89a-f]", written):
        raise BadField("evidence")
    return said
