"""Tables of subscriptions, by subject."""

from subscriptions.models.catalogue import (
    ContentCategory,
    ContentProvider,
    ContentService,
    Every,
    Offering,
    ResumeBy,
    Service,
    ServiceAllowance,
    ServiceCategory,
    Tariff,
)
from subscriptions.models.held import (
    ChangeStatus,
    Consent,
    ContentBan,
    Kind,
    PeriodCharge,
    Status,
    Subscription,
    TariffChange,
)
from subscriptions.models.offers import Reckoning, Recommendation
from subscriptions.models.ordered import Fate, SubscriptionOrder
from subscriptions.models.pushes import ContentPush, PushOutcome
from subscriptions.models.waiting import ChargeNotice, MoneyCame, News

__all__ = [
    "ChangeStatus",
    "ChargeNotice",
    "Consent",
    "ContentBan",
    "ContentCategory",
    "ContentProvider",
    "ContentPush",
    "ContentService",
    "Every",
    "Fate",
    "Kind",
    "MoneyCame",
    "News",
    "Offering",
    "PeriodCharge",
    "PushOutcome",
    "Reckoning",
    "Recommendation",
    "ResumeBy",
    "Service",
    "ServiceAllowance",
    "ServiceCategory",
    "Status",
    "Subscription",
    "SubscriptionOrder",
    "Tariff",
    "TariffChange",
]
