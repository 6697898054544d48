"""What the rest of the portal is told of this subject when it starts."""

from __future__ import annotations


def register() -> None:
    """Called once by `subscriptions.apps`."""
    from cabinet.core import commands, explaining, notifications
    from cabinet.requests import kinds
    from subscriptions.content.commands import AT_SHORT_NUMBER, STOP
    from subscriptions.content.explainer import explain
    from subscriptions.content.kinds import ALL
    from subscriptions.content.selectors import is_content_number
    from subscriptions.content.texts import CONTENT_ON
    from subscriptions.models import Kind

    for kind in ALL:
        kinds.register(kind)
    explaining.register(Kind.CONTENT.value, explain)
    notifications.register(CONTENT_ON)
    commands.register(STOP)
    commands.listen(is_content_number, AT_SHORT_NUMBER)
