"""What a specialist may propose about money: to give back a small sum of one charge, by a claim of the subscriber's
that the specialist decides; the limits are those of any decision alone (B11, S4)."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from uuid import UUID

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.claims.rules import CHARGES
from billing.claims.selectors import LATELY, Claimable, claimable
from billing.claims.services.deciding import NotAlone, may_alone_on, return_money
from billing.claims.services.opening import AlreadyClaimed, MoreThanLeft, open_claim
from billing.models import AccountKind, ClaimReason, Entry
from cabinet.accounts.access import Right, allowed
from cabinet.core.acting import Action, Asker, Choice, Consent, Preview, Wish
from cabinet.core.channels import Channel
from cabinet.core.errors import DomainError, NotFound
from cabinet.core.money import format_rub
from cabinet.core.templatetags.portal import written_date

OFFERED = 30  # of the latest charges


class SumNeeded(DomainError):
    code = "sum_needed"
    message = gettext_lazy("Напишите, сколько вернуть.")


def _may(asker: Asker) -> bool:
    return all(allowed(asker.user, asker.line, right, asker.now) for right in (Right.MANAGE, Right.SEE_ENTRIES))


def _choices(asker: Asker) -> list[Choice]:
    """The latest charges of the line that took something and were not wholly given back."""
    charges = Entry.objects.filter(
        account__contract=asker.line.contract_id,
        account__kind=AccountKind.MAIN,
        line=asker.line,
        kind__in=CHARGES,
        amount__lt=0,
        posted_at__gte=asker.now - LATELY,
    )
    return [Choice(str(entry.public_id), _named(entry)) for entry in charges.order_by("-seq")[:OFFERED]]


def _named(entry: Entry) -> str:
    day = written_date(localtime(entry.occurred_at), with_year=False)
    return f"{day}, {entry.title}, {format_rub(abs(entry.amount))}"


def _preview(wish: Wish) -> Preview:
    amount, found = _sum(wish), _found(wish)
    entry = found.entry
    key = f"{entry.public_id}:{amount}"
    return Preview(
        title=_("Вернуть %(sum)s на счёт") % {"sum": format_rub(amount)},
        button=_("Согласиться на возврат %(sum)s") % {"sum": format_rub(amount)},
        fingerprint=hashlib.sha256(key.encode()).hexdigest()[:32],
        facts=(
            (_("Номер"), str(wish.asker.line)),
            (_("За что списали"), _named(entry)),
            (_("Вернём на счёт"), format_rub(amount)),
        ),
        obstacle=_obstacle(wish, found, amount),
    )


def _found(wish: Wish) -> Claimable:
    """What is to be given back: a charge of the line's own, that the subscriber may claim. Raises `NotFound`."""
    try:
        public_id = UUID(wish.what)
    except ValueError:
        raise NotFound from None
    found = claimable(user=wish.asker.user, public_id=public_id, now=wish.asker.now)
    if found.entry.kind not in CHARGES or found.entry.line_id != wish.asker.line.pk:
        raise NotFound
    return found


def _sum(wish: Wish) -> Decimal:
    if wish.amount is None or wish.amount <= 0:
        raise SumNeeded
    return wish.amount


def _obstacle(wish: Wish, found: Claimable, amount: Decimal) -> str:
    if found.standing is not None:
        return str(AlreadyClaimed.message)
    if amount > found.left:
        return str(MoreThanLeft(found.left))
    most = may_alone_on(found.entry.account.contract, wish.asker.now)
    return str(NotAlone(most)) if amount > most else ""


def _do(wish: Wish, consent: Consent) -> str:
    asker, amount, entry = wish.asker, _sum(wish), _found(wish).entry
    claim = open_claim(
        entry=entry,
        by=asker.user,
        reason=ClaimReason.OTHER,
        amount=amount,
        now=asker.now,
        channel=Channel.STAFF,
        origin=consent.origin,
    )
    return_money(claim=claim, by=consent.specialist, amount=amount, now=asker.now, origin=consent.origin)
    return claim.request.number


GIVE_BACK = Action(
    name="give_back",
    title=gettext_lazy("Вернуть небольшую сумму"),
    icon="undo-2",
    may=_may,
    choices=_choices,
    preview=_preview,
    apply=_do,
    takes_sum=True,
)
