"""What the rest of the portal is told of this subject when it starts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _


def register() -> None:
    """Called once by `subscriptions.apps`."""
    from cabinet.requests import kinds
    from cabinet.requests.models import Request, RequestStatus
    from subscriptions.fixed.pausing import PAUSE, advance, facts

    def has_not_begun(request: Request, now: object) -> bool:
        return request.status == RequestStatus.ACCEPTED

    def nothing_yet(request: Request, now: object) -> None:
        """A pause that waits for its day has done nothing that would have to be undone."""

    kinds.register(
        kinds.RequestKind(
            name=PAUSE,
            title=_("Приостановка на время"),
            advance=advance,
            cancel=nothing_yet,
            may_cancel=has_not_begun,
            facts=facts,
            tells=True,
        )
    )
