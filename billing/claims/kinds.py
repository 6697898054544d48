"""The request of a claim, and what is said of money that came back by one."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from billing.claims.rules import KIND
from billing.claims.services.opening import withdraw
from billing.kinds import EntryKind
from billing.models import Claim, ClaimStatus, Entry
from cabinet.core.explaining import Asking, Explanation, Words
from cabinet.core.money import format_rub
from cabinet.core.templatetags.portal import exact_moment
from cabinet.requests.kinds import RequestKind
from cabinet.requests.models import Request


def _facts(request: Request) -> list[tuple[str, str]]:
    claim = Claim.objects.select_related("entry", "refund").filter(request=request).first()
    if claim is None:
        return []
    entry = claim.entry
    told = [
        (gettext("Операция"), f"{entry.title}, {exact_moment(entry.posted_at)}"),
        (gettext("Сколько вернуть"), format_rub(claim.amount)),
        (gettext("Почему"), str(claim.get_reason_display())),
        (gettext("Своими словами"), claim.text),
        (gettext("Вернули"), format_rub(abs(claim.refund.amount)) if claim.refund else ""),
        (gettext("Ответ"), claim.decision),
    ]
    return [(name, value) for name, value in told if value]


CLAIM = RequestKind(name=KIND, title=_("Возврат денег"), cancel=withdraw, facts=_facts, tells=True)


def explain_claims(entries: Sequence[Entry], asking: Asking) -> dict[int, Explanation]:
    """Why money came back: what was claimed, and what was answered to who asks now."""
    keys = [entry.pk for entry in entries]
    found = Claim.objects.select_related("request").filter(refund__in=keys, status=ClaimStatus.RETURNED)
    by_refund = {claim.refund_id: claim for claim in found}
    return {entry.pk: _said(entry, by_refund[entry.pk], asking) for entry in entries if entry.pk in by_refund}


def _said(entry: Entry, claim: Claim, asking: Asking) -> Explanation:
    rule = (
        _("Платёж признали ошибочным: эти деньги вернули тому, кто заплатил.")
        if entry.kind == EntryKind.PAYMENT_RETURN
        else _("Вернули списание, которое вы или кто-то с доступом к номеру оспорили.")
    )
    facts: list[tuple[Words, Words]] = [(_("Почему"), claim.get_reason_display())]
    if claim.decision and claim.request.user_id == asking.user.pk:
        facts.append((_("Ответ"), claim.decision))
    return Explanation(rule=rule, facts=facts)
