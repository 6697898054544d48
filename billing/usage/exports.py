"""Calls, messages and sessions as a file."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from billing.exports import harmless, number, streamed
from billing.models import UsageEvent
from billing.usage.selectors import Asked, export
from billing.usage.words import event_title, other_end, used_words


def usage_csv(*, of: Asked, language: str) -> Iterator[str]:
    """The events that were asked for, oldest first, in pieces, as spreadsheets of that language's speakers open it."""
    return streamed(
        heading=_heading, chunks=export(of=of), row=lambda event: _row(event, of, language), language=language
    )


def _heading() -> list[str]:
    return [_("День"), _("Время"), _("Что"), _("С кем"), _("Сколько"), _("Из пакета"), _("В роуминге"), _("Стоимость")]


def _row(event: UsageEvent, of: Asked, language: str) -> list[str]:
    when = event.started_at.astimezone(of.period.zone)
    taken = min(event.taken, event.volume)  # packages give whole steps
    return [
        f"{when:%Y-%m-%d}",
        f"{when:%H:%M:%S}",
        harmless(event_title(event)),
        harmless(other_end(event.counterpart)),
        used_words(event.unit, event.volume),
        used_words(event.unit, taken) if taken else "",
        _("да") if event.roaming else "",
        number(event.amount, language),
    ]
