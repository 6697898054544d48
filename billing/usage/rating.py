"""Rating: events of the network are taken in once each, packages pay first and money after (B15).

The order of locks is the same for all: keys of events, packages, accounts; each in the order of its own keys.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from billing.models import QuarantineReason, UsageBatch
from billing.usage import partitions
from billing.usage.before import prepare
from billing.usage.charging import charge
from billing.usage.events import KEPT, Event, Unreadable
from billing.usage.incoming import MAY_BE_AHEAD, find_fresh, load, others
from billing.usage.taking import take_packages
from cabinet.core.channels import Channel

CLEAR = """
DROP TABLE usage_incoming, usage_line, usage_card, usage_rate, usage_matched, usage_fresh, usage_bucket, usage_cost,
    usage_charge
"""  # for the next batch of the same transaction
# The network sends a file again until all of it went well: what waits for staff already does not wait twice.
PUT_ASIDE = """
INSERT INTO billing_quarantinedevent (batch_id, raw, reason, about)
SELECT %s, raw, reason, min(about)
FROM unnest(%s::text[], %s::text[], %s::text[]) WITH ORDINALITY AS came (raw, reason, about, place)
WHERE NOT EXISTS (
    SELECT 1 FROM billing_quarantinedevent AS waiting
    WHERE settled_at IS NULL AND md5(waiting.raw) = md5(came.raw) AND waiting.reason = came.reason
        AND waiting.raw = came.raw
)
GROUP BY raw, reason ORDER BY min(place)
"""
BATCH = 50_000  # events at most that come in one call, or are cut from a longer file


def rate_batch(
    *, events: Iterable[Event | Unreadable], name: str, channel: Channel = Channel.NETWORK, now: datetime
) -> UsageBatch:
    """Rate `events`, all in one transaction; `name` says where they are from (a file, a request).

    An event that was rated before changes nothing. What cannot be rated goes to the quarantine with the reason and
    stops nobody else; the same again, while it waits there, is only counted. The returned batch has the counts and the
    sum in roubles. Raises `OperationalError` if a month's partition is missing and others do not let it be made now:
    nothing was rated, and the same may be sent again.
    """
    came: list[Event] = []
    unreadable: list[Unreadable] = []
    for event in events:
        if isinstance(event, Event):
            came.append(event)
        else:
            unreadable.append(event)
    oldest = partitions.oldest_accepted(now)
    accepted = (event.started_at for event in came if oldest <= event.started_at <= now + MAY_BE_AHEAD)
    partitions.ensure({partitions.month_of(moment) for moment in accepted})
    prepare({event.number for event in came}, now)
    with transaction.atomic(), connection.cursor() as cursor:
        batch = UsageBatch.objects.create(name=name[:200], channel=channel, accepted_at=now)
        load(cursor, came)
        find_fresh(cursor, now=now, oldest=oldest)
        take_packages(cursor, batch_id=batch.pk)
        batch.rated, batch.amount = charge(cursor, batch=batch, now=now)
        repeated, refused = others(cursor)
        batch.received, batch.repeated = len(came) + len(unreadable), len(repeated)
        batch.quarantined = len(refused) + len(unreadable)
        batch.save()
        _put_aside(cursor, batch, [(came[place], reason) for place, reason in refused], unreadable)
        cursor.execute(CLEAR)
    return batch


def _put_aside(
    cursor: CursorWrapper,
    batch: UsageBatch,
    refused: list[tuple[Event, QuarantineReason]],
    unreadable: list[Unreadable],
) -> None:
    rows = [(event.as_it_came(), reason.value, "") for event, reason in refused]
    rows += [(raw[:KEPT], QuarantineReason.MALFORMED.value, about[:200]) for raw, about in unreadable]
    if rows:
        cursor.execute(PUT_ASIDE, [batch.pk, *map(list, zip(*rows, strict=True))])
