"""What the SMSC's statuses mean for a message; docs/sms.md has the same table for people.

Only what is wrong with this very message is for ever. What is wrong with our settings (sender, password, service
type) is for now: the message leaves once they are mended, unless it is too late by then.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from smpplib import consts

OK: int = consts.SMPP_ESME_ROK
TRY_AGAIN: int = consts.SMPP_ESME_RX_T_APPN  # our answer to what we cannot write down now
REJECTED: int = consts.SMPP_ESME_RX_R_APPN  # our answer to what nobody could read
BAD_LENGTH: int = consts.SMPP_ESME_RINVCMDLEN
BAD_COMMAND: int = consts.SMPP_ESME_RINVCMDID


class Fate(StrEnum):
    """`TAKEN`; the same again after a pause (`SLOWER`); another attempt by the outbox (`LATER`); none (`NEVER`)."""

    TAKEN = "taken"
    SLOWER = "slower"
    LATER = "later"
    NEVER = "never"


FATES: dict[int, Fate] = {
    consts.SMPP_ESME_ROK: Fate.TAKEN,
    consts.SMPP_ESME_RTHROTTLED: Fate.SLOWER,
    consts.SMPP_ESME_RMSGQFUL: Fate.SLOWER,
    consts.SMPP_ESME_RINVMSGLEN: Fate.NEVER,
    consts.SMPP_ESME_RINVDSTADR: Fate.NEVER,
    consts.SMPP_ESME_RINVDSTTON: Fate.NEVER,
    consts.SMPP_ESME_RINVDSTNPI: Fate.NEVER,
    consts.SMPP_ESME_RINVEXPIRY: Fate.NEVER,
    consts.SMPP_ESME_RX_P_APPN: Fate.NEVER,
    consts.SMPP_ESME_RX_R_APPN: Fate.NEVER,
    consts.SMPP_ESME_RDELIVERYFAILURE: Fate.NEVER,
}


def fate(status: int, own: Mapping[int, str]) -> Fate:
    """What `status` means, by the installation's `own` table first. One that nobody knows is for now."""
    return Fate(own[status]) if status in own else FATES.get(status, Fate.LATER)


def described(status: int) -> str:
    """For staff and the log: `Invalid Destination Address (0x0b)`."""
    known: dict[int, str] = consts.DESCRIPTIONS
    return f"{known.get(status, 'status')} (0x{status:02x})"
