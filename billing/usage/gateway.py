"""Where the network brings usage: `/gateway/usage/` (docs/usage.md)."""

from __future__ import annotations

from io import BytesIO
from itertools import islice

from django.db import OperationalError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from billing.models import UsageBatch
from billing.usage.events import Event, Unreadable
from billing.usage.rating import BATCH, rate_batch
from billing.usage.reading import BadFile, TooLarge, read_csv, read_json, unzip
from cabinet.core.signed import signed_body

MOST_BYTES = 16 * 1024 * 1024  # as they come, and as they are unpacked
READERS = {"application/x-ndjson": read_json, "text/csv": read_csv}
NAME = "X-Usage-Name"  # what the sender calls it: a file, a number; staff find it by that


class TooMany(TooLarge):
    """More events than one call may bring."""


@signed_body("usage", most=MOST_BYTES)
def gateway_usage(request: HttpRequest, body: bytes) -> JsonResponse:
    """Events, rated before the answer: `{batch, received, rated, repeated, quarantined}`. 503: nothing was, send it
    again."""
    try:
        events = _events(request, body)
    except TooLarge as error:
        return JsonResponse({"error": "too_large", "about": str(error)}, status=413)
    except BadFile as error:
        return JsonResponse({"error": "format", "about": str(error)}, status=400)
    name = "".join(letter for letter in request.headers.get(NAME, "") if letter.isprintable())
    try:
        return JsonResponse(counts(rate_batch(events=events, name=name, now=timezone.now())))
    except OperationalError:
        return JsonResponse({"error": "busy"}, status=503, headers={"Retry-After": "5"})


def counts(batch: UsageBatch) -> dict[str, str | int]:
    """What the sender is told of a batch: where its events went, and no sums of anybody."""
    return {
        "batch": str(batch.public_id),
        "received": batch.received,
        "rated": batch.rated,
        "repeated": batch.repeated,
        "quarantined": batch.quarantined,
    }


def _events(request: HttpRequest, body: bytes) -> list[Event | Unreadable]:
    reader = READERS.get(request.content_type or "")
    if reader is None:
        raise BadFile(f"Content-Type is none of {', '.join(READERS)}")
    match request.headers.get("Content-Encoding", "identity").lower():
        case "gzip":
            body = unzip(body, most=MOST_BYTES)
        case "identity":
            pass
        case _:
            raise BadFile("Content-Encoding is not gzip")
    events = list(islice(reader(BytesIO(body)), BATCH + 1))
    if len(events) > BATCH:
        raise TooMany(f"more than {BATCH} events")
    return events
