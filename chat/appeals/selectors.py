"""Reading appeals."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Prefetch, QuerySet

from cabinet.core.errors import NotFound
from cabinet.requests.models import OPEN, Request
from chat.models import Answer, Appeal, AppealFile, Decided, StoredFile

LISTED = 100  # appeals of the desk's list: who works down it needs its beginning


def appeal_of(request: Request) -> Appeal | None:
    """The appeal that `request` is, with what its page shows."""
    return _whole().filter(pk=request.pk).first()


def find_appeal(public_id: UUID) -> Appeal:
    """For the desk. Raises `NotFound`."""
    found = _whole().filter(request__public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def file_of(request: Request, public_id: UUID) -> StoredFile:
    """A file of the appeal that `request` is. Raises `NotFound`."""
    found = AppealFile.objects.filter(appeal_id=request.pk, file__public_id=public_id).select_related("file").first()
    if found is None:
        raise NotFound
    return found.file


def waiting() -> QuerySet[Appeal]:
    """Those without an answer, by the day on which it is due."""
    rows = Appeal.objects.filter(request__status__in=OPEN).select_related("request__user", "line")
    return rows.order_by("request__due_at", "pk")[:LISTED]


def waiting_count() -> int:
    """How many there are."""
    return Appeal.objects.filter(request__status__in=OPEN).count()


def offered(appeal: Appeal) -> list[Answer]:
    """What the bot was half sure of, the best first."""
    decision = appeal.decision
    if decision is None or decision.decision != Decided.CHOICE:
        return []
    slugs = [each["slug"] for each in decision.candidates]
    found = {answer.slug: answer for answer in Answer.objects.filter(slug__in=slugs, active=True)}
    return [found[slug] for slug in slugs if slug in found]


def _whole() -> QuerySet[Appeal]:
    files = Prefetch("files", AppealFile.objects.select_related("file").order_by("place"))
    whole = Appeal.objects.select_related("request__user", "line__contract", "decision__answer", "answered_by")
    return whole.prefetch_related(files)
