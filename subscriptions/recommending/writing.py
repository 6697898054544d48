"""What of the comparisons is offered, and how it is kept: the best few, what was hidden stays hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.conf import settings

from subscriptions.models import Recommendation, Service, Tariff
from subscriptions.recommending.arithmetic import Choice, Side, arithmetic
from subscriptions.recommending.spans import Span

MOST = 3  # offers of a line: of more nobody reads the arithmetic
MUCH = Decimal("1.5")  # times what it saved when it was hidden: then it is shown again
Key = tuple[int, int | None, int | None]  # line, tariff, service


@dataclass(frozen=True, slots=True)
class Offer:
    """That `choice` would have saved `saving` roubles a month."""

    choice: Choice
    own: Side
    other: Side
    saving: Decimal
    span: Span

    def row(self, line_id: int, now: datetime) -> Recommendation:
        offering = self.choice.offering
        return Recommendation(
            line_id=line_id,
            tariff=offering if isinstance(offering, Tariff) else None,
            service=offering if isinstance(offering, Service) else None,
            saving=self.saving,
            arithmetic=arithmetic(own=self.own, other=self.other, span=self.span, stops=self.choice.stops),
            computed_at=now,
        )


def write_offers(offers: Mapping[int, Sequence[Offer]], *, now: datetime) -> None:
    """Replace what is offered to the lines of `offers`. What was hidden stays so, unless it saves much more than then;
    what was accepted is kept as it was, unless the line could have it again."""
    kept = {_key(row): row for row in Recommendation.objects.filter(line__in=list(offers))}
    chosen = [row for line, found in offers.items() for row in _best(line, found, kept, now)]
    Recommendation.objects.bulk_create(
        sorted(chosen, key=lambda row: (row.line_id, row.tariff_id or 0, row.service_id or 0)),
        update_conflicts=True,
        unique_fields=["line", "tariff", "service"],
        update_fields=["saving", "arithmetic", "computed_at", "hidden_at", "accepted_at"],
        batch_size=1000,
    )
    now_offered = {_key(row) for row in chosen}
    over = [
        row.pk
        for key, row in kept.items()
        if key not in now_offered and row.hidden_at is None and row.accepted_at is None
    ]
    if over:
        Recommendation.objects.filter(pk__in=over).delete()


def _best(
    line_id: int, offers: Sequence[Offer], kept: Mapping[Key, Recommendation], now: datetime
) -> list[Recommendation]:
    worth = [offer for offer in offers if offer.saving >= settings.RECOMMENDATION_LEAST]
    rows = [offer.row(line_id, now) for offer in sorted(worth, key=lambda offer: offer.saving, reverse=True)]
    return [row for row in rows if not _stays_hidden(kept.get(_key(row)), row.saving)][:MOST]


def _stays_hidden(known: Recommendation | None, saving: Decimal) -> bool:
    return known is not None and known.hidden_at is not None and saving < known.saving * MUCH


def _key(row: Recommendation) -> Key:
    return (row.line_id, row.tariff_id, row.service_id)
