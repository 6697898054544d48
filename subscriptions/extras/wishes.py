"""A wish about services as a request: what the history keeps of it, and what it tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, gettext

from cabinet.accounts.models import Line, User
from cabinet.core.channels import Channel
from cabinet.core.money import format_rub
from cabinet.core.net import Origin
from cabinet.requests.models import Request
from cabinet.requests.services.steps import open_request
from subscriptions.models import Offering
from subscriptions.words import quoted

SERVICE_ON, SERVICE_OFF, SERVICE_KEPT = "service_on", "service_off", "service_kept"
SERVICE_LOST = "service_lost"  # nobody's wish: the network refused


def open_wish(
    kind: str,
    *,
    line: Line,
    wanted: Iterable[Offering],
    gone: Iterable[Offering] = (),
    total: Decimal | None = None,
    by: User,
    channel: Channel,
    origin: Origin,
    key: UUID | None,
    now: datetime,
) -> Request:
    """Write down that `by` asks for `kind` of what is `wanted`; `gone` goes for it, `total` roubles are taken."""
    payload: dict[str, Any] = {"wanted": names_of(wanted), "gone": names_of(gone)}
    if total is not None:
        payload["sum"] = str(total)
    return open_request(
        kind=kind,
        user=line.contract.owner,
        line=line,
        made_by=by,
        channel=channel,
        origin=origin,
        now=now,
        dedup_key=_dedup(kind, line, key),
        payload=payload,
    )


def asked_before(kind: str, *, line: Line, key: UUID | None) -> Request | None:
    """The wish that the same form made already; who asks holds the line, so that it cannot be made meanwhile."""
    dedup = _dedup(kind, line, key)
    return Request.objects.filter(dedup_key=dedup).first() if dedup is not None else None


def facts_of(request: Request) -> list[tuple[str, str]]:
    """What the page of a request tells of it."""
    asked = request.payload
    found = [
        (gettext("Что"), wanted_words(request)),
        (gettext("Отключается"), _listed(asked.get("gone", ()))),
        (gettext("Списываем"), _sum(asked, "sum")),
        (gettext("Вернули"), _sum(asked, "back")),
    ]
    return [(name, value) for name, value in found if value]


def wanted_words(request: Request) -> str:
    """«Антиспам», «Гудок»: what a wish was about."""
    return _listed(request.payload.get("wanted", ()))


def _dedup(kind: str, line: Line, key: UUID | None) -> str | None:
    return None if key is None else f"{kind}:{line.pk}:{key}"


def names_of(offerings: Iterable[Offering]) -> list[dict[str, str]]:
    """What the payload keeps of `offerings`."""
    return [{"ru": each.name_ru, "en": each.name_en or each.name_ru} for each in offerings]


def _listed(names: Iterable[Mapping[str, str]]) -> str:
    language = "en" if get_language() == "en" else "ru"
    return quoted(each.get(language, "") for each in names)


def _sum(asked: Mapping[str, Any], name: str) -> str:
    try:
        return format_rub(Decimal(asked[name]))
    except (KeyError, InvalidOperation):
        return ""
