"""People, contracts, numbers, who may do what with them, and the journal of it."""

from cabinet.accounts.models.codes import Asker, CodeFuse, CodePurpose, LoginCode, NumberLimit, PasswordLimit
from cabinet.accounts.models.contracts import Access, BlockReason, Contract, Line, LineKind, LineStatus, Region, Role
from cabinet.accounts.models.devices import KnownDevice, Session, SignInAlert
from cabinet.accounts.models.email import EmailLink
from cabinet.accounts.models.failures import FailedAttempt, FailedProof
from cabinet.accounts.models.journal import SecurityEvent, SecurityEventDetails, SecurityEventKind
from cabinet.accounts.models.notifications import BulkChoice, NotificationChoice
from cabinet.accounts.models.offers import AccessOffer, OfferEnd
from cabinet.accounts.models.one_time import OneTimePassword
from cabinet.accounts.models.people import User, UserManager

__all__ = [
    "Access",
    "AccessOffer",
    "Asker",
    "BlockReason",
    "BulkChoice",
    "CodeFuse",
    "CodePurpose",
    "Contract",
    "EmailLink",
    "FailedAttempt",
    "FailedProof",
    "KnownDevice",
    "Line",
    "LineKind",
    "LineStatus",
    "LoginCode",
    "NotificationChoice",
    "NumberLimit",
    "OfferEnd",
    "OneTimePassword",
    "PasswordLimit",
    "Region",
    "Role",
    "SecurityEvent",
    "SecurityEventDetails",
    "SecurityEventKind",
    "Session",
    "SignInAlert",
    "User",
    "UserManager",
]
