"""«За что?» of a transfer: who, to whom, confirmed by what, and asked for by whom (B13)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from billing.kinds import EntryKind
from billing.models import Entry, Transfer
from cabinet.core.explaining import Asking, Explanation, Way


def explain(entries: Sequence[Entry], asking: Asking) -> dict[int, Explanation]:
    """Of entries with the source `transfer`, by primary key; one whose transfer is not there is left to its kind."""
    keys = {entry.pk: key for entry in entries if (key := _key(entry))}
    rows = Transfer.objects.filter(public_id__in=keys.values()).select_related("asked_by")
    transfers = {row.public_id: row for row in rows}
    return {
        entry.pk: _explained(entry, transfers[keys[entry.pk]], asking)
        for entry in entries
        if keys.get(entry.pk) in transfers
    }


def _explained(entry: Entry, transfer: Transfer, asking: Asking) -> Explanation:
    number = entry.cause.get("number", "")
    facts: list[tuple[Any, Any]] = []
    if entry.kind == EntryKind.TRANSFER_IN:
        rule = _("Другой абонент перевёл вам деньги со своего номера %(number)s.")
        facts.append((_("С номера"), number))
        ways: list[Way] = []
    else:
        rule = _("Деньги перевели на номер %(number)s. Перевод подтвердили кодом из SMS.")
        facts.append((_("На номер"), number))
        ways = [_send_more(asking)] if asking.owns else []
    if transfer.asked_by_id:
        facts.append((_("Почему"), _("о них попросили через «Попросить денег»")))
    return Explanation(rule=rule % {"number": number}, facts=facts, ways=ways)


def _send_more(asking: Asking) -> Way:
    return Way(_("Перевести ещё"), f"{reverse('payments-transfer')}?line={asking.line.public_id}", "send")


def _key(entry: Entry) -> UUID | None:
    """None for entries of the demonstration, which name no transfer."""
    try:
        return UUID(str(entry.cause.get("source_id", "")))
    except ValueError:
        return None
