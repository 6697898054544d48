"""What the demonstration's services are written in."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from billing.models import Unit
from cabinet.accounts.models import LineKind
from subscriptions.models import Service

Offer = tuple[Service, dict[Unit, int]]  # what its period gives: seconds, messages, bytes
Shared = dict[str, Any]
MODEM, HOME, TV, CITY = ([kind.value] for kind in (LineKind.MODEM, LineKind.HOME, LineKind.TV, LineKind.PHONE))


def service(
    code: str,
    name: str,
    name_en: str,
    about: str,
    about_en: str,
    *,
    price: str,
    gives: dict[Unit, int] | None = None,
    **more: Any,
) -> Offer:
    fields = {"kinds": [LineKind.MOBILE.value], **more}
    service = Service(
        code=code,
        name_ru=name,
        name_en=name_en,
        about_ru=about,
        about_en=about_en,
        price=Decimal(price),
        **fields,
    )
    return service, gives or {}
