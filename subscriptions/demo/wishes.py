"""What numbers of the demonstration have asked for and still wait for: made by the services that pages use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from billing.demo.life import Life
from subscriptions.demo.held import Sold
from subscriptions.demo.people import person_of
from subscriptions.tariffs.changing import change
from subscriptions.tariffs.planning import When, plan
from subscriptions.tariffs.state import load


def plan_changes(lives: Sequence[Life], sold: Sold, *, now: datetime) -> None:
    """Changes of tariff from the next period, by the owners of the numbers that want one."""
    for life in lives:
        owner = life.account.contract.owner
        for line in life.lines:
            wanted = sold.tariffs.get(person_of(line).to_change_to)
            if wanted is not None and owner is not None:
                shown = plan(load(line, now=now), wanted, When.NEXT)
                change(line=line, to=wanted, when=When.NEXT, fingerprint=shown.fingerprint, by=owner, now=now)
