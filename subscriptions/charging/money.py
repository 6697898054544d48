"""Money that comes where something is suspended: noticed with the posting, and looked at within seconds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from billing.watchers import Moved
from cabinet.core.jobs import wake

# The ledger holds these accounts. No subscription is touched: who holds its contract may be waiting for the account.
NOTE = """
INSERT INTO subscriptions_moneycame (account_id, at)
SELECT id, %s FROM billing_account WHERE id = ANY(%s) AND awaits_money
ON CONFLICT DO NOTHING
"""


def note_rises(moved: Sequence[Moved], now: datetime) -> None:
    """A watcher of the ledger: what rose or was freed, and is waited for, is written down for the next run."""
    rose = [each.account_id for each in moved if each.after > each.before or each.freed]
    if not rose:
        return
    with connection.cursor() as cursor:
        cursor.execute(NOTE, [now, rose])
        noted = cursor.rowcount
    if noted:
        wake("subscriptions.charge")
