"""«За что?» of money that moved between one's own accounts (B13)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from billing.causes import worded
from billing.explain.rules import RULES
from cabinet.core.explaining import Asking, Explanation, Way


def explain(entries: Sequence[Any], asking: Asking) -> dict[int, Explanation]:
    """Which way it went, and for the owner the page that moves it back."""
    page = reverse("payments-content")
    if asking.line is not None and asking.line.closed_at is None:
        page = f"{page}?line={asking.line.public_id}"
    ways = (Way(_("Контентный счёт"), page, "wallet"),) if asking.owns else ()
    return {entry.pk: Explanation(rule=worded(RULES, entry.kind, entry.cause), ways=ways) for entry in entries}
