"""What is kept of providers who wanted to subscribe somebody (A15)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import User
from cabinet.accounts.personal.own import own_lines
from cabinet.core.personal_data import PersonalData, Row
from subscriptions.models import ContentPush


def _export(user: User, now: datetime) -> Iterator[Row]:
    asked = ContentPush.objects.filter(line__in=own_lines(user)).select_related("line", "content", "provider")
    for push in asked.order_by("pk"):
        yield {
            "at": push.at,
            "number": str(push.line),
            "service": push.content.name,
            "provider": push.provider.name,
            "text": push.text,
            "evidence": push.evidence,
            "outcome": push.get_outcome_display(),
        }


def _erase(user: User, now: datetime) -> None:
    """That somebody asked stays, for what they may say of it; what they said of the person goes."""
    ContentPush.objects.filter(line__in=own_lines(user)).update(evidence={}, text="")


PUSHES = PersonalData(
    name="content_pushes",
    models=("subscriptions.ContentPush",),
    about=_("Кто из поставщиков просил подключить вам подписку, и что из этого вышло."),
    fields={
        "at": _("Когда"),
        "number": _("Номер"),
        "service": _("Подписка"),
        "provider": _("Кто просил"),
        "text": _("Что мы спросили"),
        "evidence": _("Что сказал поставщик"),
        "outcome": _("Что вышло"),
    },
    export=_export,
    erase=_erase,
)
