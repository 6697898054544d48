"""`manage.py check --database default`: the voice menu leads somewhere."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Warning
from django.db import Error as DatabaseError

from cabinet.commands.models import VoiceMenuItem
from cabinet.commands.voice_rules import problems


def voice_menu(*, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """A warning for each thing that is wrong with the menu; nothing before its table is there. A warning, because a
    menu that staff broke must not keep a new version from being installed."""
    if not databases:
        return []
    try:
        items = list(VoiceMenuItem.objects.all())
    except DatabaseError:
        return []
    return [Warning(problem, id="commands.W001") for problem in (problems(items) if items else ())]
