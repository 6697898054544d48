"""STOP from the telephone itself: free of charge, whoever holds it (T6, N4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cabinet.accounts.hearing import person_behind
from cabinet.accounts.models import Line
from cabinet.core.channels import Channel
from subscriptions.charging.holding import hold
from subscriptions.content.selectors import Mine, is_content_number, mine
from subscriptions.content.services.unsubscribe import end_held
from subscriptions.content.stop_words import EVERYTHING


@dataclass(frozen=True)
class Stopped:
    """What ended by one STOP, and what the line still has."""

    ended: Sequence[Mine]
    left: Sequence[Mine]


def stop(*, line: Line, to: str, which: str, channel: Channel, now: datetime) -> Stopped:
    """End what `which` (see `stop_words`) means of the content of `line`, sent to the short number `to`.

    To the number of some content: what comes from there. To the operator's own, or by another channel: all of it.
    Asked again, it ends nothing. A telephone may always stop what is charged to it, so no right is asked for.
    """
    with transaction.atomic():
        line = hold(line)
        held = mine(line)
        codes = {each.code for each in _meant(held, to, which)}
        ended = end_held(line=line, codes=codes, by=person_behind(line), channel=channel, now=now)
        return Stopped(ended, [each for each in held if each.code not in codes])


def _meant(held: Sequence[Mine], to: str, which: str) -> Sequence[Mine]:
    here = [each for each in held if each.content.short_number == to] if to and is_content_number(to) else held
    if which in ("", EVERYTHING):
        return here
    place = int(which)
    if 0 < place <= len(here):
        return [here[place - 1]]
    return [each for each in held if each.content.short_number == which]
