"""Offers of access as data about people (A15): to whom the person offered what, and what was offered to them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q

from cabinet.accounts.models import AccessOffer, OfferEnd, User
from cabinet.core.personal_data import PersonalData


def _export(user: User, _now: datetime) -> Iterator[dict[str, Any]]:
    """Numbers of others only where the person typed them."""
    for offer in AccessOffer.objects.filter(Q(made_by=user) | Q(taken_by=user)).order_by("pk"):
        yield {
            "made": offer.made_by_id == user.pk,
            "to_number": offer.msisdn if offer.made_by_id == user.pk else "",
            "role": offer.role,
            "sees_details": offer.sees_details,
            "until": offer.until,
            "offered_at": offer.created_at,
            "end": offer.end,
            "ended_at": offer.ended_at,
        }


def _erase(user: User, now: datetime) -> None:
    """What they offered waits for nobody, and names no number."""
    made = AccessOffer.objects.filter(made_by=user)
    made.filter(ended_at=None).update(ended_at=now, end=OfferEnd.WITHDRAWN)
    made.update(msisdn="")


OFFERS = PersonalData(name="access_offers", models=("accounts.AccessOffer",), export=_export, erase=_erase)
