"""Changing a tariff in tests: what is shown is what is agreed to."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cabinet.accounts.models import Line, User
from cabinet.network.services.dispatch import dispatch
from cabinet.requests.services.advance import sweep
from subscriptions.models import Tariff, TariffChange
from subscriptions.tariffs.changing import change
from subscriptions.tariffs.planning import Plan, When, plan
from subscriptions.tariffs.state import load
from tests.people import NOW


def preview(line: Line, to: Tariff, when: When, *, now: datetime = NOW) -> Plan:
    return plan(load(line, now=now), to, when)


def go_over(
    line: Line,
    to: Tariff,
    when: When = When.NOW,
    *,
    now: datetime = NOW,
    by: User | None = None,
    key: UUID | None = None,
) -> TariffChange:
    """Look at the preview, and agree to it."""
    by = by or line.contract.owner
    assert by is not None
    return change(
        line=line,
        to=to,
        when=when,
        fingerprint=preview(line, to, when, now=now).fingerprint,
        by=by,
        now=now,
        key=key,
    )


def network_answers(now: datetime) -> None:
    """The network is told, and requests hear what it said."""
    dispatch(now)
    sweep(now)
