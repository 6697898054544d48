"""The shape of what clients send."""

from __future__ import annotations

from django.utils.translation import gettext as _
from rest_framework import serializers

MAX_SEQ = 2**63 - 1


class Text(serializers.Field[str, str, str, None]):
    """What somebody wrote, whatever it holds: `clean_text` judges it, and a pasted NUL is no reason to refuse."""

    def to_internal_value(self, data: object) -> str:
        if not isinstance(data, str):
            raise serializers.ValidationError(_("Нужен текст."))
        return data


class MessageIn(serializers.Serializer[None]):
    """A message; `client_id` is made by who writes."""

    client_id = serializers.UUIDField()
    text = Text()


class ReplyIn(MessageIn):
    """An answer of the desk; `seen_seq`: up to where its writer had read."""

    seen_seq = serializers.IntegerField(min_value=0, max_value=MAX_SEQ, required=False, allow_null=True)


class ReadIn(serializers.Serializer[None]):
    """How far somebody has read."""

    seq = serializers.IntegerField(min_value=0, max_value=MAX_SEQ)


class EventsIn(serializers.Serializer[None]):
    """Which events are asked for."""

    after = serializers.IntegerField(min_value=0, max_value=MAX_SEQ, default=0)
    limit = serializers.IntegerField(min_value=1, max_value=200, default=200)
