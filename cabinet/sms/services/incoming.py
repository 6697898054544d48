"""Taking what people send: a row first, before the gateway is told that we have it. `handling` does the rest.

Messages of one number are taken one after another (an advisory lock), so that two segments which arrive at once find
each other, and a flood is counted exactly.
"""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from cabinet.core import windows
from cabinet.core.jobs import wake
from cabinet.core.phones import LONGEST
from cabinet.core.sparse_log import SparseLog
from cabinet.sms.cipher import seal, unseal
from cabinet.sms.models import IncomingPart, IncomingSms

FLOOD = "flood"  # the outcome of what came past the limit of its number
TOGETHER = timedelta(hours=1)  # segments further apart are of different messages: telephones count to 255 and anew
LONGEST_TEXT = 2000  # characters of one message or segment that a gateway may tell
MOST_WAITING = 100  # segments of one number that wait for others; a telephone sends ten at most

dropped = SparseLog(logging.getLogger(__name__))


@dataclass(frozen=True)
class Part:
    """Which segment of a long message: `seq` of `total`, from 1; `reference` is the telephone's number of it.

    Raises `ValueError` for what cannot be.
    """

    reference: int
    total: int
    seq: int

    def __post_init__(self) -> None:
        if not (0 <= self.reference <= 65535 and 1 <= self.seq <= self.total <= 255):
            raise ValueError("no such segment")


@transaction.atomic
def take(
    *,
    gateway: str,
    source_id: str,
    msisdn: str,
    short_number: str,
    text: str,
    now: datetime,
    part: Part | None = None,
) -> IncomingSms | None:
    """Write down one message, or one segment of it; None while segments are missing.

    `source_id` is the gateway's own name of exactly this message or segment, the same when it tells it again; that
    changes nothing and returns the first. Segments come in any order, and are recognised by their text, too. What is
    past `INCOMING_PER_NUMBER` is marked and handled by nobody. None also for a sender that is no telephone (a word).
    """
    sender = msisdn.removeprefix("+")
    if not (sender.isascii() and sender.isdecimal() and len(sender) <= LONGEST):  # digits
        dropped.warning("an SMS from what is no telephone was dropped")
        return None
    _one_at_a_time(sender)
    piece = IncomingPart(
        gateway=gateway, source_id=_short(source_id), msisdn=sender, short_number=short_number[:20], at=now
    )
    if part is None or part.total == 1:
        return _write(piece, piece.source_id, text)
    piece.reference, piece.total, piece.seq = part.reference, part.total, part.seq
    piece.digest = salted_hmac("sms.incoming-part", _as_json(text)).hexdigest()
    piece.body = seal(_as_json(text))
    return _put_together(piece)


def _one_at_a_time(sender: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('sms.incoming:' || %s, 0))", [sender])


def _put_together(piece: IncomingPart) -> IncomingSms | None:
    siblings = IncomingPart.objects.filter(
        gateway=piece.gateway,
        msisdn=piece.msisdn,
        short_number=piece.short_number,
        reference=piece.reference,
        total=piece.total,
    )
    known = list(siblings.select_related("whole").order_by("seq"))
    again = next((each for each in known if _is_again(each, piece)), None)
    if again:
        if again.whole is None:
            siblings.update(at=piece.at)  # it is being told again: what it waits for may be, too
        return again.whole
    if any(each.seq == piece.seq or each.whole_id or piece.at - each.at >= TOGETHER for each in known):
        siblings.delete()  # the telephone has used the number anew, for another message
        known = []
    waiting = IncomingPart.objects.filter(msisdn=piece.msisdn, whole=None)
    if waiting.count() >= MOST_WAITING:
        dropped.warning("a segment was dropped: too many of its number wait for others")
        return None
    piece.save()
    known = sorted([*known, piece], key=lambda each: each.seq)
    if len(known) < piece.total:
        return None
    try:
        text = "".join(json.loads(unseal(bytes(each.body))) for each in known)
    except InvalidToken:
        dropped.warning("a long message was dropped: SECRET_KEY changed without a fallback")
        siblings.delete()
        return None
    names = "\n".join(each.source_id for each in known)
    whole = _write(piece, f"parts:{hashlib.sha256(names.encode()).hexdigest()}", text)
    siblings.update(whole=whole, body=b"")
    return whole


def _is_again(known: IncomingPart, piece: IncomingPart) -> bool:
    if known.seq != piece.seq:
        return False
    return known.source_id == piece.source_id or (known.digest == piece.digest and piece.at - known.at < TOGETHER)


def _write(piece: IncomingPart, source_id: str, text: str) -> IncomingSms:
    found = IncomingSms.objects.filter(gateway=piece.gateway, source_id=source_id).first()
    if found:
        return found
    flood = _is_flood(piece)
    message, created = IncomingSms.objects.get_or_create(
        gateway=piece.gateway,
        source_id=source_id,
        defaults={
            "msisdn": piece.msisdn,
            "short_number": piece.short_number,
            "at": piece.at,
            "body": b"" if flood else seal(_whole_characters(text)),
            "handled_at": piece.at if flood else None,
            "outcome": FLOOD if flood else "",
        },
    )
    if created and not flood:
        wake("sms.handle_incoming", incoming_id=message.pk)
    return message


def _is_flood(piece: IncomingPart) -> bool:
    figure = settings.INCOMING_PER_NUMBER
    lately = IncomingSms.objects.filter(msisdn=piece.msisdn, at__gt=piece.at - windows.span(figure))
    return lately.exclude(outcome=FLOOD).count() >= windows.amount(figure)


def _as_json(text: str) -> str:
    """Half a character at the edge of a segment survives it: telephones cut an emoji in two."""
    return json.dumps(text)


def _whole_characters(text: str) -> str:
    """Halves joined again; what stays half is marked as unreadable, and NUL, which no table takes, is left out."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "")


def _short(source_id: str) -> str:
    longest = 80
    return source_id if len(source_id) <= longest else hashlib.sha256(source_id.encode()).hexdigest()
