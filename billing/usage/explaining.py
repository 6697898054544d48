"""What a charge for usage was made of: the way from an entry to its calls and sessions."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from billing.causes import worded
from billing.explain.facts import facts_of
from billing.explain.rules import RULES
from billing.models import Entry
from cabinet.core.explaining import Asking, Explanation, Way

SOURCE = "usage"


def explain_usage(entries: Sequence[Entry], asking: Asking) -> dict[int, Explanation]:
    """The rule and the facts as of every entry, and where its events are listed. Who sees the entry sees these: both
    are of the same line, which shows nothing once it is closed."""
    return {entry.pk: _explanation(entry) for entry in entries}


def _explanation(entry: Entry) -> Explanation:
    zone = ZoneInfo(entry.account.contract.time_zone)
    line = entry.line
    ways = []
    if line is not None and line.closed_at is None:
        url = f"{reverse('finance-usage')}?line={line.public_id}&entry={entry.public_id}"
        ways.append(Way(_("Посмотреть, из чего сложилась сумма"), url, "list"))
    return Explanation(rule=worded(RULES, entry.kind, entry.cause), facts=facts_of(entry, zone), ways=ways)
