"""The SMS outbox, what comes in, the words, and the simulator's telephone."""

from cabinet.sms.models.handset import DeviceMessage, Exchange, Handset, ReceiptManner
from cabinet.sms.models.incoming import IncomingPart, IncomingSms
from cabinet.sms.models.outbox import (
    URGENCY,
    WAITING,
    BulkCategory,
    PartStatus,
    SmsKind,
    SmsMessage,
    SmsPart,
    SmsReceipt,
    SmsStatus,
)
from cabinet.sms.models.texts import SmsText

__all__ = [
    "URGENCY",
    "WAITING",
    "BulkCategory",
    "DeviceMessage",
    "Exchange",
    "Handset",
    "IncomingPart",
    "IncomingSms",
    "PartStatus",
    "ReceiptManner",
    "SmsKind",
    "SmsMessage",
    "SmsPart",
    "SmsReceipt",
    "SmsStatus",
    "SmsText",
]
