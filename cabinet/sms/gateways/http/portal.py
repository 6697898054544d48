"""The portal's own format: JSON, signed as `core.signed` says. What it looks like stands in docs/sms.md."""

from __future__ import annotations

import json
from datetime import UTC
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from cabinet.core import signed
from cabinet.sms.gateways.base import Accepted, Outcome, Outgoing
from cabinet.sms.gateways.http.format import not_accepted
from cabinet.sms.gateways.http.wire import Answer, Question

SEEN = 409  # the gateway took this `id` before
LONGEST_NAME = 80  # characters of a segment's name, as the table has it


class Portal:
    def __init__(self) -> None:
        self.deduplicates: bool = settings.SMS_HTTP_DEDUPLICATES

    def question(self, message: Outgoing) -> Question:
        url = urlsplit(settings.SMS_HTTP_URL)
        body = json.dumps(
            {
                "id": str(message.public_id),
                "to": message.msisdn,
                "from": settings.SMS_HTTP_SENDER or message.sender,
                "text": message.text,
                "kind": message.kind.value,
                "valid_until": message.not_after.astimezone(UTC).isoformat(),
                "report_to": settings.PUBLIC_URL + reverse("gateway-sms"),
            },
            ensure_ascii=False,
        ).encode()
        path = (url.path or "/") + (f"?{url.query}" if url.query else "")
        secret = settings.GATEWAY_SECRETS["sms"][0]
        headers = signed.headers(secret=secret, method="POST", path=path, body=body)
        return Question(settings.SMS_HTTP_URL, body, {"Content-Type": "application/json", **headers})

    def outcome(self, message: Outgoing, answer: Answer) -> Outcome:
        if 200 <= answer.status < 300 or answer.status == SEEN:
            return Accepted(_parts(answer) or (str(message.public_id),))
        return not_accepted(answer, now=timezone.now(), detail=_word(answer))


def _parts(answer: Answer) -> tuple[str, ...]:
    """The names under which receipts will speak of it; none if the answer has none that can be kept."""
    said = answer.json()
    names = said.get("parts", [said["id"]] if "id" in said else [])
    usable = isinstance(names, list) and all(isinstance(name, str) and 0 < len(name) <= LONGEST_NAME for name in names)
    return tuple(names) if usable else ()


def _word(answer: Answer) -> str:
    """Its `error`, if that is a word: a sentence might repeat the text of the message."""
    word = answer.json().get("error")
    return word if isinstance(word, str) and len(word) <= 40 and word.replace("_", "").isalnum() else ""
