"""The shape of what the operator's SMS gateway tells us (docs/sms.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from cabinet.sms.models import PartStatus
from cabinet.sms.services.incoming import LONGEST_TEXT, Part


class Text(serializers.Field):
    """Any text, spaces and halves of characters included: a segment may end in the middle of an emoji."""

    default_error_messages = {"invalid": f"Not a string of at most {LONGEST_TEXT} characters."}

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str) or len(data) > LONGEST_TEXT:
            self.fail("invalid")
        return data

    def to_representation(self, value: str) -> str:
        return value


class PartShape(serializers.Serializer):
    reference = serializers.IntegerField(min_value=0, max_value=65535)
    total = serializers.IntegerField(min_value=1, max_value=255)
    seq = serializers.IntegerField(min_value=1, max_value=255)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["seq"] > attrs["total"]:
            raise serializers.ValidationError({"seq": ["More than total."]})
        return attrs


class Receipt(serializers.Serializer):
    id = serializers.CharField(max_length=80)
    state = serializers.ChoiceField(PartStatus.choices)
    reason = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    at = serializers.DateTimeField(required=False)  # read, and not believed: our own clock is what rows carry


class Incoming(serializers.Serializer):
    id = serializers.CharField(max_length=80)
    to = serializers.CharField(max_length=20)
    text = Text()
    at = serializers.DateTimeField(required=False)
    part = PartShape(required=False, allow_null=True)

    def get_fields(self) -> dict[str, serializers.Field]:
        number = serializers.RegexField(r"\A\+?[0-9]{5,15}\Z")
        return {**super().get_fields(), "from": number}  # a word of Python's

    @property
    def segment(self) -> Part | None:
        part = self.validated_data.get("part")
        return Part(**part) if part else None


SHAPES: Mapping[str, type[Receipt | Incoming]] = {"receipt": Receipt, "incoming": Incoming}
