"""Blocking and unblocking for tests: asked for as a page does, and swept as the dispatcher does."""

from datetime import datetime, timedelta

from django.utils import timezone

from cabinet.accounts.models import BlockReason, Line, SecurityEvent, User
from cabinet.core import sweeps
from cabinet.network.models import NetworkOrder, Told
from cabinet.requests.models import Request
from cabinet.requests.services.blocking import block, unblock

LOST, OTHER = "79031234567", "79031234568"
LOSS, VOLUNTARY = BlockReason.LOSS, BlockReason.VOLUNTARY


def lose(line: Line, by: User | None = None, reason: BlockReason = LOSS, **how: object) -> Request:
    return block(line=line, reason=reason, by=by or line.contract.owner, now=timezone.now(), **how)


def restore(line: Line, by: User | None = None, restores: bool = True, **how: object) -> Request:
    return unblock(line=line, by=by or line.contract.owner, restores=restores, now=timezone.now(), **how)


def sweep(*, times: int = 1, after: timedelta = timedelta()) -> datetime:
    """The dispatcher's rounds, the first `after` some time."""
    now = timezone.now() + after
    for _round in range(times):
        sweeps.run_all(now)
        now += timedelta(seconds=2)
    return now


def finish() -> None:
    """Rounds enough for the network to be told and its answer to be read."""
    sweep(times=4)


def finish_slowly() -> None:
    """The same, as if an hour had passed for what waits for another try."""
    NetworkOrder.objects.filter(next_attempt_at__isnull=False).update(next_attempt_at=timezone.now())
    sweep()
    Request.objects.filter(next_step_at__isnull=False).update(next_step_at=timezone.now())
    finish()


def statuses(line: Line) -> list[tuple[str, str]]:
    """The requests about `line`, oldest first."""
    return list(Request.objects.filter(line=line).order_by("pk").values_list("kind", "status"))


def notes(request: Request) -> list[tuple[str, str]]:
    return list(request.steps.order_by("pk").values_list("status", "note_ru"))


def journal(line: Line) -> list[tuple[str, str]]:
    """What became of the line, and by which channel."""
    return list(
        SecurityEvent.objects.filter(line=line, kind__startswith="line_").order_by("pk").values_list("kind", "channel")
    )


def heard() -> list[str]:
    """What the network was told, in its order."""
    return list(Told.objects.order_by("pk").values_list("operation", flat=True))
