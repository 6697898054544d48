"""«Перезвоните мне»: what a caller asks for who does not wait for a specialist (N5)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.hearing import person_behind
from cabinet.accounts.models import Line, LineStatus
from cabinet.accounts.services.line_state import lock
from cabinet.core.channels import Channel
from cabinet.requests.kinds import RequestKind
from cabinet.requests.models import OPEN, Request
from cabinet.requests.services.steps import open_request

CALL_BACK = "call_back"


def _nothing_yet(request: Request, now: datetime) -> None:
    """Nobody has called yet: there is nothing to undo."""


KIND = RequestKind(name=CALL_BACK, title=_("Перезвонить мне"), cancel=_nothing_yet)


@transaction.atomic
def ask_to_call_back(*, line: Line, call: str, now: datetime, channel: Channel = Channel.IVR) -> Request | None:
    """A request to call `line`, once for each `call`; while one is open, it is that one. None where the line was closed
    or blocked a moment ago: who is there now is not who called."""
    line = lock(line.pk)
    if line.status != LineStatus.ACTIVE:
        return None
    standing = Request.objects.filter(line=line, kind=CALL_BACK, status__in=OPEN).first()
    return standing or open_request(
        kind=CALL_BACK,
        now=now,
        user=person_behind(line),
        line=line,
        channel=channel,
        dedup_key=f"{CALL_BACK}:{line.pk}:{call}"[:100],
    )
