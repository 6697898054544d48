"""What a person does with a recommendation: hides it, wants it back, or takes it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from cabinet.accounts.access import Right, require
from cabinet.accounts.models import User
from cabinet.core.jobs import wake
from subscriptions.models import Kind, Recommendation, Subscription


def hide(*, recommendation: Recommendation, by: User, now: datetime) -> None:
    """Do not show it again, unless it comes to save much more. Raises `NotFound` for who may not manage the line."""
    require(by, recommendation, Right.MANAGE, now)
    Recommendation.objects.filter(pk=recommendation.pk, hidden_at=None).update(hidden_at=now)


def show_again(*, recommendation: Recommendation, by: User, now: datetime) -> None:
    """Undo `hide`. Raises `NotFound` for who may not manage the line."""
    require(by, recommendation, Right.MANAGE, now)
    Recommendation.objects.filter(pk=recommendation.pk).update(hidden_at=None)


def note_accepted(subscription: Subscription, now: datetime) -> None:
    """Something was switched on: if it was recommended, that was taken, wherever the person found it. What else was
    recommended goes by what the line had before, and is computed again."""
    if subscription.kind == Kind.CONTENT:
        return
    offered = Recommendation.objects.filter(line=subscription.line_id, accepted_at=None)
    this = Q(tariff=subscription.tariff_id) if subscription.kind == Kind.TARIFF else Q(service=subscription.service_id)
    rows = list(offered.values_list("pk", flat=True))
    if not rows:
        return
    offered.filter(this).update(accepted_at=now)
    offered.exclude(this).filter(hidden_at=None).delete()
    wake("subscriptions.recommend_line", line_id=subscription.line_id)
