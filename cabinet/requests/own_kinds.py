"""The kinds of request that live in this app; others register theirs (`kinds`)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import BlockReason
from cabinet.core import phones
from cabinet.requests.kinds import RequestKind
from cabinet.requests.models import BLOCK, UNBLOCK, DonorOperator, Request, RequestStatus
from cabinet.requests.services.blocking_steps import advance_block, advance_unblock
from cabinet.requests.services.port_in import PORT_IN, may_cancel_port_in
from cabinet.requests.services.port_in_steps import advance_port_in, cancel_port_in


def _waits_for_its_day(request: Request, now: datetime) -> bool:
    """What has begun is not taken back: it is undone by the opposite request."""
    return request.status == RequestStatus.ACCEPTED


def _nothing_yet(request: Request, now: datetime) -> None:
    """A request that waits for its day has done nothing that would have to be undone."""


def _about_block(request: Request) -> list[tuple[str, str]]:
    reason = BlockReason(request.payload["reason"])
    return [(gettext("Причина"), str(reason.label))]


def _about_port_in(request: Request) -> list[tuple[str, str]]:
    asked = request.payload
    if not asked:  # erased
        return []
    donor = DonorOperator.objects.filter(code=asked["donor"]).first()
    return [
        (gettext("Какой номер"), phones.national(asked["msisdn"])),
        (gettext("Откуда"), str(donor or asked["donor"])),
        (gettext("Договор"), asked["contract"]),
        (gettext("Документ"), str(request.paper)),
    ]


BLOCKING = RequestKind(
    name=BLOCK,
    title=_("Блокировка номера"),
    advance=advance_block,
    cancel=_nothing_yet,
    may_cancel=_waits_for_its_day,
    facts=_about_block,
    tells=True,
)
UNBLOCKING = RequestKind(
    name=UNBLOCK,
    title=_("Разблокировка номера"),
    advance=advance_unblock,
    cancel=_nothing_yet,
    may_cancel=_waits_for_its_day,
    tells=True,
)
PORTING = RequestKind(
    name=PORT_IN,
    title=_("Переход со своим номером"),
    advance=advance_port_in,
    cancel=cancel_port_in,
    may_cancel=may_cancel_port_in,
    facts=_about_port_in,
    tells=True,
)
OWN = (BLOCKING, UNBLOCKING, PORTING)
