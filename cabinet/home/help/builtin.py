"""What «Помощь» says where staff have written no answers yet."""

from __future__ import annotations

from typing import Any

from cabinet.core import brand
from cabinet.core.questions import questions
from cabinet.core.templatetags.portal import spaced


def builtin_questions() -> list[dict[str, Any]]:
    """The popular questions with their answers."""
    free = spaced(brand.current().support_phone_free)
    return [{"title": each.title, "paragraphs": each.paragraphs(free=free)} for each in questions()]
