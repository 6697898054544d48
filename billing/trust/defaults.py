"""Terms to begin with, made after a migration where there are none. Staff keep them in the admin."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

# Days that the number is here at least, roubles lent, roubles for it, days until it is returned
TERMS = (
    (60, Decimal(100), Decimal(10), 3),
    (365, Decimal(300), Decimal(30), 5),
)


def make_terms(**kwargs: Any) -> None:
    from billing.models import TrustTerms

    if TrustTerms.objects.exists():
        return  # and what staff took away stays away
    TrustTerms.objects.bulk_create(
        TrustTerms(min_age_days=age, amount=amount, fee=fee, days=days) for age, amount, fee, days in TERMS
    )
