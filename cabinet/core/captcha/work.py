"""The proof of work (ALTCHA): a browser finds a number that takes it a second to find, and us a millisecond to judge.

Challenges are not kept: they are signed, and expire. What is kept is that one was spent, so that none is spent twice.
"""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime, timedelta

import altcha
from django.conf import settings
from django.utils.crypto import salted_hmac

from cabinet.core.models import SpentChallenge

ALGORITHM = "PBKDF2/SHA-256"
LASTS = timedelta(minutes=20)
LONGEST = 4000  # characters of an answer
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, RecursionError)  # of an answer that a stranger made up


def new_challenge(now: datetime) -> str:
    """A challenge as JSON for the page. The number to find lies between half of `CAPTCHA_WORK` and the whole."""
    most = settings.CAPTCHA_WORK
    challenge = altcha.create_challenge(
        ALGORITHM,
        settings.CAPTCHA_WORK_COST,
        counter=most // 2 + secrets.randbelow(most - most // 2 + 1),
        expires_at=now + LASTS,
        hmac_secret=_secret(),
    )
    return json.dumps(challenge.to_dict())


def accept(answer: str, now: datetime) -> bool:
    """Whether `answer` (base64 of JSON, from the page) solves a challenge of ours that still lives; only once."""
    if not answer or len(answer) > LONGEST:
        return False
    try:
        payload = altcha.Payload.from_base64(answer)
        judged = altcha.verify_solution(payload, _secret())
    except UNREADABLE:
        return False
    signature, ends = payload.challenge.signature, payload.challenge.parameters.expires_at
    if not judged.verified or not signature or not ends or ends < now.timestamp():
        return False
    expires_at = datetime.fromtimestamp(ends, tz=UTC)
    _row, is_first = SpentChallenge.objects.get_or_create(signature=signature, defaults={"expires_at": expires_at})
    return is_first


def _secret() -> str:
    return salted_hmac("core.captcha", "challenges", algorithm="sha256").hexdigest()
