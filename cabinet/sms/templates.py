"""What a message of the portal is: its words with `{fields}`, what they may say, what is nobody's to change."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cabinet.core import brand
from cabinet.core.errors import DomainError

FIELD = re.compile(r"\{([a-z_]+)\}")  # {code}: a name and nothing else, so words from the admin can reach no attribute
OF_BRAND = ("brand", "phone", "free_phone")  # fields that every message has
NOT_IN_A_NAME = re.compile(r"[^\w\s.'’-]|[\d_]|\.(?=\S)")
LONGEST_NAME = 24  # characters of what a person wrote


class UnknownField(DomainError):
    code = "unknown_field"

    def __init__(self, template: SmsTemplate, field: str) -> None:
        known = ", ".join(f"{{{name}}}" for name in template.fields)
        super().__init__(_("Поля %(field)s в этом сообщении нет. Есть: %(known)s.") % {"field": field, "known": known})


class FieldLeftOut(DomainError):
    code = "field_left_out"

    def __init__(self, field: str) -> None:
        super().__init__(_("Без поля %(field)s сообщение бесполезно: добавьте его.") % {"field": f"{{{field}}}"})


@dataclass(frozen=True, kw_only=True)
class SmsTemplate:
    """One message. `words` are a lazy translation with `{fields}`; `example` has a value for each of them, besides
    those of the brand, which every message knows: `{brand}`, `{phone}`, `{free_phone}`."""

    name: str  # "accounts.code": the app and what it says
    title: str | Promise  # for the admin: when it is sent
    words: Promise
    example: Mapping[str, str | Promise] = field(default_factory=dict)
    segments: int = 1  # that the words of the code take at most, with the example
    must: tuple[str, ...] = ()  # fields that the operator's words cannot leave out
    by_people: tuple[str, ...] = ()  # fields that hold what somebody wrote of themselves
    of_lines: tuple[str, ...] = ()  # fields that hold several lines, made by the code
    ending: Callable[[Mapping[str, str]], str] | None = None  # added after the words, whoever wrote them

    def __post_init__(self) -> None:
        unknown = set(FIELD.findall(str(self.words))) - set(self.fields)
        if unknown:
            raise ValueError(f"{self.name} has no example of {', '.join(sorted(unknown))}")

    @property
    def fields(self) -> tuple[str, ...]:
        """What the words may name."""
        return tuple(dict.fromkeys((*self.example, *OF_BRAND)))

    def in_code(self, language: str) -> str:
        """The words that stand in the code."""
        with translation.override(language):
            return str(self.words)

    def compose(self, words: str, facts: Mapping[str, object]) -> str:
        """`words` with `facts` in the language that is active, and the ending; `KeyError` where a fact is missing.

        No fact can begin a line unless it is made of lines; what a person wrote can look neither like a link nor like a
        telephone number.
        """
        said = {name: self._tamed(name, str(value)) for name, value in {**of_brand(), **facts}.items()}
        text = FIELD.sub(lambda found: said[found[1]], words)
        return text + self.ending(said) if self.ending else text

    def example_with(self, words: str, language: str) -> str:
        """The message as the example's facts make it."""
        with translation.override(language):
            return self.compose(words, self.example)

    def check(self, words: str) -> None:
        """Raise `UnknownField` or `FieldLeftOut` if `words` cannot be sent as this message."""
        named = FIELD.findall(words)
        for name in named:
            if name not in self.fields:
                raise UnknownField(self, f"{{{name}}}")
        stray = re.search(r"\{[^{}]*\}?|\}", FIELD.sub("", words))
        if stray:
            raise UnknownField(self, stray[0])
        for name in self.must:
            if name not in named:
                raise FieldLeftOut(name)

    def _tamed(self, name: str, value: str) -> str:
        if name in self.by_people:
            value = NOT_IN_A_NAME.sub("", value)[:LONGEST_NAME]
        return value if name in self.of_lines else " ".join(value.split())


def of_brand() -> dict[str, str]:
    """What every message knows without being told."""
    now = brand.current()
    return {"brand": now.name, "phone": now.support_phone, "free_phone": now.support_phone_free}
