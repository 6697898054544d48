"""Twilio's Programmable Messaging, and whoever speaks as it does: what we send, and what its call-backs say.

https://www.twilio.com/docs/messaging/api/message-resource, https://www.twilio.com/docs/usage/webhooks/webhooks-security
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from cabinet.sms.gateways.base import Accepted, Outcome, Outgoing, Unknown
from cabinet.sms.gateways.http.format import not_accepted
from cabinet.sms.gateways.http.wire import Answer, Question
from cabinet.sms.models import PartStatus

LONGEST_VALIDITY = 36_000  # seconds
SIGNATURE = "X-Twilio-Signature"

# Its words for where a message is; the others (queued, accepted, sending) say nothing that we do not know.
STATUSES = {
    "sent": PartStatus.SENT,
    "delivered": PartStatus.DELIVERED,
    "read": PartStatus.DELIVERED,
    "undelivered": PartStatus.FAILED,
    "failed": PartStatus.FAILED,
    "canceled": PartStatus.FAILED,
}


class Twilio:
    deduplicates = False  # the same message twice is two SMS there

    def question(self, message: Outgoing) -> Question:
        sender = settings.SMS_HTTP_SENDER or message.sender
        left = int((message.not_after - timezone.now()).total_seconds())
        body = urlencode(
            {
                "To": f"+{message.msisdn}",
                "MessagingServiceSid" if sender.startswith("MG") and len(sender) == 34 else "From": sender,
                "Body": message.text,
                "ValidityPeriod": min(max(left, 1), LONGEST_VALIDITY),
                "StatusCallback": settings.PUBLIC_URL + reverse("gateway-sms-twilio"),
            }
        ).encode()
        pair = f"{settings.SMS_HTTP_USER}:{settings.SMS_HTTP_PASSWORD}".encode()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Authorization": f"Basic {base64.b64encode(pair).decode()}",
        }
        return Question(settings.SMS_HTTP_URL, body, headers)

    def outcome(self, message: Outgoing, answer: Answer) -> Outcome:
        said = answer.json()
        if 200 <= answer.status < 300:
            # Without its name no receipt can find the message.
            return Accepted((said["sid"],)) if isinstance(said.get("sid"), str) else Unknown("no sid in the answer")
        code = said.get("code")
        return not_accepted(answer, now=timezone.now(), detail=str(code) if isinstance(code, int) else "")


def signature(*, secret: str, url: str, fields: Iterable[tuple[str, list[str]]]) -> str:
    """What its header must say of a form that it posted to `url`, written as it was told it."""
    listed = "".join(name + value for name, values in sorted(fields) for value in sorted(set(values)))
    made = hmac.new(secret.encode(), (url + listed).encode(), hashlib.sha1).digest()
    return base64.b64encode(made).decode()
