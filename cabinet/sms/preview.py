"""How a message will look and what it will cost, before anybody gets it."""

from __future__ import annotations

from dataclasses import dataclass

from cabinet.sms.segments import ALONE, Encoding, Segments, split
from cabinet.sms.templates import SmsTemplate


@dataclass(frozen=True)
class Preview:
    """The message with the example's facts."""

    text: str
    segments: Segments
    usual: int  # segments that the message may take

    @property
    def count(self) -> int:
        return len(self.segments.parts)

    @property
    def is_cyrillic(self) -> bool:
        """Whether it needs the alphabet of 70 characters to a segment."""
        return self.segments.encoding == Encoding.UCS2

    @property
    def room(self) -> int:
        """Characters of a lone segment."""
        return ALONE[self.segments.encoding]

    @property
    def is_long(self) -> bool:
        return self.count > self.usual


def preview(template: SmsTemplate, words: str, language: str) -> Preview:
    """`words` of `template`, which have been checked."""
    text = template.example_with(words, language)
    return Preview(text, split(text), template.segments)
