"""Asking for money back, and taking the asking back (B11)."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.claims.rules import KIND, NotClaimable, left_of, reasons_for
from billing.claims.selectors import standing_claim
from billing.models import Account, Claim, ClaimReason, ClaimStatus, Entry
from billing.models.claims import UNDECIDED
from cabinet.accounts.models import User
from cabinet.core.channels import Channel
from cabinet.core.errors import DomainError
from cabinet.core.money import format_rub
from cabinet.core.net import NOWHERE, Origin
from cabinet.requests.models import Request
from cabinet.requests.services.steps import open_request


class AlreadyClaimed(DomainError):
    code = "already_claimed"
    message = gettext_lazy("Об этой операции уже подана заявка. Дождитесь ответа по ней.")


class MoreThanLeft(DomainError):
    """More was asked for than is left of the entry."""

    code = "more_than_left"

    def __init__(self, left: Decimal) -> None:
        words = _("Вернуть можно не больше %(sum)s.") % {"sum": format_rub(left)}
        super().__init__(words if left else _("По этой операции всё уже вернули."))
        self.left = left


class TooManyClaims(DomainError):
    code = "too_many_claims"
    message = gettext_lazy("У вас уже много заявок на возврат. Дождитесь ответа по ним или спросите в чате.")


@transaction.atomic
def open_claim(
    *,
    entry: Entry,
    by: User,
    reason: ClaimReason,
    amount: Decimal,
    now: datetime,
    text: str = "",
    channel: Channel = Channel.PAGE,
    origin: Origin = NOWHERE,
) -> Claim:
    """Ask for `amount` roubles of `entry` back. Asked again by the same person, it is the claim that stands.

    Whether `by` may is the caller's question (`selectors.claimable`). Raises `NotClaimable`, `MoreThanLeft`,
    `AlreadyClaimed` while somebody else's claim stands, `TooManyClaims`.
    """
    if reason not in reasons_for(entry):
        raise NotClaimable
    # Every claim about the account and every decision waits here in turn.
    Account.objects.select_for_update(no_key=True).get(pk=entry.account_id)
    standing = standing_claim(entry)
    if standing is not None:
        if standing.request.user_id != by.pk:
            raise AlreadyClaimed
        return standing
    left = left_of(entry)
    if amount > left:
        raise MoreThanLeft(left)
    if Claim.objects.filter(request__user=by, status__in=UNDECIDED).count() >= settings.CLAIMS_AT_ONCE:
        raise TooManyClaims
    request = open_request(
        kind=KIND,
        now=now,
        user=by,
        channel=channel,
        origin=origin,
        payload={"entry": str(entry.public_id)},
        due_at=now + timedelta(days=settings.CLAIM_DAYS),
        note=gettext_lazy("Заявку прочитает специалист. О решении сообщим по SMS."),
    )
    return Claim.objects.create(request=request, entry=entry, reason=reason, text=text, amount=amount)


def withdraw(request: Request, now: datetime) -> None:
    """The step of a request that is taken back: nobody decides it any more. Its row is locked by the caller."""
    Claim.objects.filter(request=request, status__in=UNDECIDED).update(status=ClaimStatus.CANCELLED, decided_at=now)
