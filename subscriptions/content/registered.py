"""What the rest of the portal is told of this subject when it starts."""

from __future__ import annotations


def register() -> None:
    """Called once by `subscriptions.apps`."""
    from cabinet.core import acting, commands, explaining, line_closing, notifications, personal_data, sweeps
    from cabinet.requests import kinds
    from subscriptions.content.acting import UNSUBSCRIBE
    from subscriptions.content.commands import AT_SHORT_NUMBER, STOP, YES
    from subscriptions.content.explainer import explain
    from subscriptions.content.kinds import ALL
    from subscriptions.content.personal import PUSHES
    from subscriptions.content.selectors import is_content_number
    from subscriptions.content.services import push
    from subscriptions.content.texts import CONTENT_ON
    from subscriptions.models import Kind

    for kind in ALL:
        kinds.register(kind)
    explaining.register(Kind.CONTENT.value, explain)
    notifications.register(CONTENT_ON)
    commands.register(STOP)
    commands.register(YES)
    commands.listen(is_content_number, AT_SHORT_NUMBER)
    sweeps.register("subscriptions.content", push.sweep)
    line_closing.register("subscriptions.content", push.of_closed_line)
    personal_data.register(PUSHES)
    acting.register(UNSUBSCRIBE)
