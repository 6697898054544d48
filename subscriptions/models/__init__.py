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
from subscriptions.models.offers import Recommendation

__all__ = [
    "ChangeStatus",
    "Consent",
    "ContentBan",
    "ContentCategory",
    "ContentProvider",
    "ContentService",
    "Every",
    "Kind",
    "Offering",
    "PeriodCharge",
    "Recommendation",
    "ResumeBy",
    "Service",
    "ServiceAllowance",
    "ServiceCategory",
    "Status",
    "Subscription",
    "Tariff",
    "TariffChange",
]
