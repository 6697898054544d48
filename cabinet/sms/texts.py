"""The words of what the portal sends: in the code by default, in the database where the operator changed them (X4).

Apps register each message in `apps.py` with the words of the code and an example of its facts; who edits it in the
admin sees both, and `render` puts the facts into whichever words stand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise

from cabinet.sms.models import SmsText

FIELD = re.compile(r"\{([a-z_]+)\}")  # {code}: a name and nothing else, so words from the admin can reach no attribute


@dataclass(frozen=True, kw_only=True)
class SmsTemplate:
    """One message. `words` are a lazy translation with `{fields}`; `example` has a value for each of them."""

    name: str  # "accounts.code": the app and what it says
    title: str | Promise  # for the admin: when it is sent
    words: Promise
    example: Mapping[str, str]

    def __post_init__(self) -> None:
        unknown = set(FIELD.findall(str(self.words))) - set(self.example)
        if unknown:
            raise ValueError(f"{self.name} has no example of {', '.join(sorted(unknown))}")


_templates: dict[str, SmsTemplate] = {}


def register(template: SmsTemplate) -> SmsTemplate:
    """Add one message; its name is unique."""
    if template.name in _templates and _templates[template.name] is not template:
        raise ValueError(f"two messages are called {template.name}")
    _templates[template.name] = template
    return template


def templates() -> dict[str, SmsTemplate]:
    """All messages by their names."""
    return dict(sorted(_templates.items()))


def render(name: str, language: str, /, **facts: object) -> str:
    """The message `name` in `language` with its `facts`; a field that nobody gave stays visible as it is."""
    text = SmsText.objects.filter(name=name, language=language).values_list("text", flat=True).first()
    return fill(text or in_code(_templates[name], language), facts)


def in_code(template: SmsTemplate, language: str) -> str:
    """The words that stand in the code."""
    with translation.override(language):
        return str(template.words)


def fill(text: str, facts: Mapping[str, object]) -> str:
    """`text` with its `{fields}` filled in."""
    return FIELD.sub(lambda found: str(facts.get(found[1], found[0])), text)
