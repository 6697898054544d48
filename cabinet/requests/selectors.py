"""Reading the history of requests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.access import Right, allowed
from cabinet.accounts.models import Line, User
from cabinet.core.errors import NotFound
from cabinet.requests.models import OPEN, SWITCHES, Request, RequestStep

PAGE = 20
NEWS = 3  # requests on the first page at most
NEWS_LAST = timedelta(days=3)  # after a request has ended
# On every first page, so written out: building it by the ORM takes four times as long as running it. The line is null
# for who may not see its requests.
LATELY = """
SELECT * FROM requests_request
WHERE (user_id = %s AND line_id IS NULL OR line_id = %s::bigint) AND (ended_at IS NULL OR ended_at >= %s)
ORDER BY id DESC LIMIT %s
"""
# Whether there is any, whatever the person may see of it; of `line` and `user`, ended after `ended_after`.
ANY_LATELY = """
SELECT FROM requests_request
WHERE (user_id = %(user)s AND line_id IS NULL OR line_id = %(line)s)
    AND (ended_at IS NULL OR ended_at >= %(ended_after)s)
"""
STATES = {"": _("Все"), "open": _("В работе"), "ended": _("Прошлые")}


@dataclass(frozen=True)
class Page:
    """Requests, newest first; `before` is where older ones begin, None at the end."""

    requests: list[Request]
    before: UUID | None


def visible(*, user: User, line: Line | None) -> QuerySet[Request]:
    """What `user` may see beside `line`: the requests about it, and those about the person's own cabinet."""
    own = Q(user=user, line=None)
    sees_line = line is not None and allowed(user, line, Right.SEE_REQUESTS)
    return Request.objects.filter(own | Q(line=line) if sees_line else own)


def history(*, user: User, line: Line | None, state: str = "", before: UUID | None = None) -> Page:
    """One page of the history in `state`, a key of `STATES`; `before` is the last request of the page before."""
    rows = visible(user=user, line=line)
    if before is not None:
        rows = rows.filter(pk__lt=rows.filter(public_id=before).values("pk")[:1])
    if state == "open":
        rows = rows.filter(status__in=OPEN)
    elif state == "ended":
        rows = rows.exclude(status__in=OPEN)
    found = list(rows.select_related("line").order_by("-pk")[: PAGE + 1])
    return Page(found[:PAGE], found[PAGE - 1].public_id if len(found) > PAGE else None)


def news(*, user: User, line: Line, now: datetime) -> list[Request]:
    """What the first page tells of: open requests, and those that ended lately."""
    seen = line.pk if allowed(user, line, Right.SEE_REQUESTS, now) else None
    return list(Request.objects.raw(LATELY, [user.pk, seen, now - NEWS_LAST, NEWS]))


def standing_switch(line: Line) -> Request | None:
    """The open request to block or to unblock `line`; there is at most one."""
    return Request.objects.filter(line=line, kind__in=SWITCHES, status__in=OPEN).first()


def find(*, user: User, public_id: UUID, right: Right = Right.SEE_REQUESTS) -> Request:
    """One request with its steps; raises `NotFound` where it is none of the person's business."""
    steps = Prefetch("steps", RequestStep.objects.select_related("made_by").order_by("pk"))
    request = (
        Request.objects.select_related("user", "made_by", "line__contract")
        .prefetch_related(steps)
        .filter(public_id=public_id)
        .first()
    )
    if request is None or not allowed(user, request, right):
        raise NotFound
    return request
