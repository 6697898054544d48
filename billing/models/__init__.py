"""Tables about money, by subject."""

from billing.models.accounts import Account, AccountKind, Entry
from billing.models.audits import AuditRun
from billing.models.bills import Bill, BillRow
from billing.models.claims import Claim, ClaimReason, ClaimStatus
from billing.models.limits import BalanceNotice
from billing.models.payer_returns import PayerReturn, PayerReturnStatus
from billing.models.payments import (
    AutoPayment,
    AutoPaymentKind,
    Payment,
    PaymentMethod,
    PaymentStatus,
    SavedMethod,
)
from billing.models.rates import Allowance, LineRate, Rate, RateCard, Unit
from billing.models.reports import Report, ReportFormat, ReportStatus, ReportSubscription, ReportTrouble
from billing.models.sandbox import SandboxOrder, SandboxReturn, SandboxState
from billing.models.transfers import CallMe, MoneyRequest, MoneyRequestStatus, PhonePreference, Transfer, TransferStatus
from billing.models.trust import TrustPayment, TrustStatus, TrustTerms
from billing.models.usage import (
    Bucket,
    BucketUse,
    QuarantinedEvent,
    QuarantineReason,
    UsageBatch,
    UsageEvent,
    UsageKey,
)

__all__ = [
    "Account",
    "AccountKind",
    "Allowance",
    "AuditRun",
    "AutoPayment",
    "AutoPaymentKind",
    "BalanceNotice",
    "Bill",
    "BillRow",
    "Bucket",
    "BucketUse",
    "CallMe",
    "Claim",
    "ClaimReason",
    "ClaimStatus",
    "Entry",
    "LineRate",
    "MoneyRequest",
    "MoneyRequestStatus",
    "PayerReturn",
    "PayerReturnStatus",
    "Payment",
    "PaymentMethod",
    "PaymentStatus",
    "PhonePreference",
    "QuarantineReason",
    "QuarantinedEvent",
    "Rate",
    "RateCard",
    "Report",
    "ReportFormat",
    "ReportStatus",
    "ReportSubscription",
    "ReportTrouble",
    "SandboxOrder",
    "SandboxReturn",
    "SandboxState",
    "SavedMethod",
    "Transfer",
    "TransferStatus",
    "TrustPayment",
    "TrustStatus",
    "TrustTerms",
    "Unit",
    "UsageBatch",
    "UsageEvent",
    "UsageKey",
]
