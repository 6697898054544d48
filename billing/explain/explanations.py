"""What is said of entries: by who registered for their source (`core.explaining`), else by their kind alone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from zoneinfo import ZoneInfo

from billing.causes import worded
from billing.explain.facts import facts_of
from billing.explain.rules import RULES
from billing.models import Entry
from cabinet.core.explaining import Asking, Explanation, explain


def explanations(entries: Sequence[Entry], asking: Asking) -> dict[int, Explanation]:
    """What is said of each of `entries`, by primary key. Their accounts' contracts should be at hand."""
    known: dict[int, Explanation] = {}
    for source, theirs in groupby(sorted(entries, key=_source), key=_source):
        known |= explain(source, list(theirs), asking) if source else {}
    return {entry.pk: known.get(entry.pk) or _by_kind(entry) for entry in entries}


def _by_kind(entry: Entry) -> Explanation:
    zone = ZoneInfo(entry.account.contract.time_zone)
    return Explanation(rule=worded(RULES, entry.kind, entry.cause), facts=facts_of(entry, zone))


def _source(entry: Entry) -> str:
    return str(entry.cause.get("source") or "")
