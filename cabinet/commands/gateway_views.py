"""Addresses of the operator's own machines (docs/commands.md)."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from cabinet.commands.services import ussd, voice
from cabinet.commands.services.exchange import AnotherRequest
from cabinet.core.signed import signed_by

MSISDN = re.compile(r"\+?([1-9][0-9]{6,14})", re.ASCII)
NAME_LENGTH = 80  # characters of a session's or call's name
TEXT_LENGTH = 200  # characters that a telephone sends at most
STEPS = 1000
KEYS = set("0123456789*#")


class BadField(Exception):
    """A field of the request is missing or is not what it must be."""


@signed_by("ussd")
def ussd_page(request: HttpRequest, payload: dict[str, Any]) -> HttpResponse:
    """`{session, step, msisdn, text}` → `{text, continues}`."""
    try:
        said = ussd.Said(
            session=_name(payload, "session"),
            step=_step(payload),
            msisdn=_msisdn(payload, "msisdn"),
            text=_text(payload, "text", TEXT_LENGTH),
        )
        answer = ussd.answer(said, now=timezone.now())
    except BadField as wrong:
        return JsonResponse({"error": "field", "field": str(wrong)}, status=400)
    except AnotherRequest as error:
        return JsonResponse({"error": error.code}, status=409)
    return JsonResponse({"text": answer.text, "continues": answer.goes_on})


@signed_by("ivr")
def ivr_page(request: HttpRequest, payload: dict[str, Any]) -> HttpResponse:
    """`{call, caller, keys}` → `{text, keys, transfer, ends}`."""
    try:
        call = voice.Call(
            name=_name(payload, "call"),
            msisdn=_msisdn(payload, "caller") if payload.get("caller") else "",
            keys=_keys(payload),
        )
        answer = voice.answer(call, now=timezone.now())
    except BadField as wrong:
        return JsonResponse({"error": "field", "field": str(wrong)}, status=400)
    except AnotherRequest as error:
        return JsonResponse({"error": error.code}, status=409)
    return JsonResponse(
        {"text": answer.text, "keys": answer.keys, "transfer": answer.transfer, "ends": not answer.goes_on}
    )


def _text(payload: dict[str, Any], name: str, longest: int) -> str:
    value = payload.get(name)
    if not isinstance(value, str) or len(value) > longest or "\0" in value or not _is_whole(value):
        raise BadField(name)
    return value


def _name(payload: dict[str, Any], name: str) -> str:
    value = _text(payload, name, NAME_LENGTH)
    if not value:
        raise BadField(name)
    return value


def _msisdn(payload: dict[str, Any], name: str) -> str:
    found = MSISDN.fullmatch(_text(payload, name, NAME_LENGTH))
    if found is None:
        raise BadField(name)
    return found[1]


def _step(payload: dict[str, Any]) -> int:
    value = payload.get("step")
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= STEPS:
        raise BadField("step")
    return value


def _keys(payload: dict[str, Any]) -> str:
    value = _text(payload, "keys", voice.LONGEST)
    if not set(value) <= KEYS:
        raise BadField("keys")
    return value


def _is_whole(text: str) -> bool:
    """JSON can name half of a pair of surrogates, which no column takes."""
    return not any("\ud800" <= character <= "\udfff" for character in text)
