"""Whether the first page may have news to tell: asked along with the balance, so a page without any asks no more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cabinet.accounts.services.offers import WAITING
from cabinet.requests.selectors import ANY_LATELY
from chat.selectors import ANY_UNREAD

WAITS = f"""(SELECT jsonb_build_object(
    'what', 'waits', 'offers', EXISTS ({WAITING}), 'replies', EXISTS ({ANY_UNREAD}), 'requests', EXISTS ({ANY_LATELY})
))"""


@dataclass(frozen=True)
class Waits:
    """What is worth reading; who may see it is asked by whoever reads it."""

    offers: bool
    replies: bool
    requests: bool


def waits_of(rows: Iterable[dict[str, Any]]) -> Waits:
    """What the row of `WAITS` among `rows` says."""
    row = next(row for row in rows if row["what"] == "waits")
    return Waits(row["offers"], row["replies"], row["requests"])
