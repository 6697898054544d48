"""A message to the segments that leave: encoding, headers, sender, validity."""

from __future__ import annotations

import random
from collections import OrderedDict
from datetime import UTC, datetime
from typing import Any

from smpplib import consts

from cabinet.sms import segments
from cabinet.sms.gateways.base import Outgoing

DATA_CODING = {
    segments.Encoding.GSM7: consts.SMPP_ENCODING_DEFAULT,
    segments.Encoding.UCS2: consts.SMPP_ENCODING_ISO10646,
}
LONGEST_SHORT_NUMBER = 8  # digits; a longer sender is a telephone number
REMEMBERED = 50_000  # numbers


class References:
    """The reference that binds the parts of a long message together: its next of 256, for each number apart.

    A telephone puts parts with the same sender and reference into one message, so those of two messages to one number
    must differ for as long as both may be on their way. One counter for all numbers would repeat after any 256.
    """

    def __init__(self) -> None:
        self._last: OrderedDict[str, int] = OrderedDict()

    def next(self, msisdn: str) -> int:
        # The first is random: the counters of a process that was restarted must not begin anew.
        reference = (self._last.pop(msisdn, random.randrange(256)) + 1) % 256  # noqa: S311
        self._last[msisdn] = reference
        if len(self._last) > REMEMBERED:
            self._last.popitem(last=False)
        return reference


def submissions(message: Outgoing, *, sender: str, references: References) -> list[dict[str, Any]]:
    """The fields of one submit_sm for each segment of `message`."""
    split = segments.split(message.text)
    common = {
        "source_addr": sender,
        **_sender(sender),
        "destination_addr": message.msisdn,
        "dest_addr_ton": consts.SMPP_TON_INTL,
        "dest_addr_npi": consts.SMPP_NPI_ISDN,
        "data_coding": DATA_CODING[split.encoding],
        "validity_period": validity(message.not_after),
        "registered_delivery": consts.SMPP_SMSC_DELIVERY_RECEIPT_BOTH,
    }
    bodies = [segments.encode(part, split.encoding) for part in split.parts]
    if len(bodies) == 1:
        return [{**common, "short_message": bodies[0]}]
    reference = references.next(message.msisdn)
    return [
        {
            **common,
            "esm_class": consts.SMPP_GSMFEAT_UDHI,
            "short_message": bytes([5, consts.SMPP_UDHIEIE_CONCATENATED, 3, reference, len(bodies), seq]) + body,
        }
        for seq, body in enumerate(bodies, start=1)
    ]


def validity(not_after: datetime) -> str:
    """The moment itself, in UTC, as SMPP writes it: `260301235959000+`."""
    return not_after.astimezone(UTC).strftime("%y%m%d%H%M%S") + "000+"


def _sender(sender: str) -> dict[str, int]:
    if not sender.isdigit():
        return {"source_addr_ton": consts.SMPP_TON_ALNUM, "source_addr_npi": consts.SMPP_NPI_UNK}
    if len(sender) <= LONGEST_SHORT_NUMBER:
        return {"source_addr_ton": consts.SMPP_TON_NWSPEC, "source_addr_npi": consts.SMPP_NPI_UNK}
    return {"source_addr_ton": consts.SMPP_TON_INTL, "source_addr_npi": consts.SMPP_NPI_ISDN}
