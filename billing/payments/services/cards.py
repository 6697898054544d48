"""Cards that may be charged again: remembered with a payment that asked for it, forgotten when its owner says so."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from billing.models import PaymentMethod, SavedMethod
from billing.payments.providers.base import Card
from billing.payments.services.stop_auto import NO_CARD, stop
from cabinet.accounts.models import User
from cabinet.core.cipher import Cipher

cipher = Cipher("payments.card")


def cards_of(user: User) -> QuerySet[SavedMethod]:
    """What `user` may pay by automatically, the newest first."""
    return SavedMethod.objects.filter(user=user, removed_at=None).order_by("-pk")


def remember(*, payer: User, method: PaymentMethod, provider: str, card: Card, now: datetime) -> SavedMethod:
    """Keep `card` for `payer`. The same card by another token replaces the old one in nothing that exists: what was
    set up goes on. The caller owns the transaction."""
    return SavedMethod.objects.create(
        user=payer,
        method=method,
        provider=provider,
        token=cipher.seal(card.token).decode(),
        title=card.title[:40],
        created_at=now,
    )


@transaction.atomic
def forget(*, card: SavedMethod, now: datetime) -> None:
    """Forget a card; the automatic payments by it end. Twice is once."""
    locked = SavedMethod.objects.select_for_update(no_key=True).get(pk=card.pk)
    if locked.removed_at is not None:
        return
    locked.token, locked.removed_at = "", now
    locked.save(update_fields=["token", "removed_at"])
    for auto in locked.auto_payments.filter(stopped_at=None).select_related("line", "user"):
        stop(auto=auto, because=NO_CARD, now=now)
