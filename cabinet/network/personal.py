"""What the network's orders keep of people (A15)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from cabinet.core.personal_data import PersonalData, Row
from cabinet.network.models import NetworkOrder


def _export(user: Any, now: datetime) -> Iterator[Row]:
    """Of the numbers of the person's contracts, each for the life that was theirs."""
    lines = user.contracts.values_list("lines__public_id", flat=True)
    for order in NetworkOrder.objects.filter(line_public_id__in=lines).order_by("pk").iterator():
        yield {
            "number": order.msisdn,
            "what": order.get_operation_display(),
            "state": order.get_status_display(),
            "at": order.created_at,
        }


ORDERS = PersonalData(
    name="network_orders",
    models=("network.NetworkOrder", "network.Told"),
    export=_export,
    about=_("Что сети было велено сделать с вашими номерами."),
    fields={"number": _("Номер"), "what": _("Что"), "state": _("Состояние"), "at": _("Когда")},
    kept_because=_("Оператор отвечает за то, что было велено сети: по номеру и времени, без имён."),
)
