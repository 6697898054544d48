"""How the SMSC behaves: each knob is set over the control channel (`Smsc.behave`)."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Manner:
    # Binding
    bind_status: int = 0  # 0x0D refuses it, until it is set to 0 again
    bind_silent: bool = False  # no answer to a bind
    # submit_sm
    statuses: list[int] = field(default_factory=list)  # of the next answers, each used once; then 0
    nack: int = 0  # so many next submit_sm are answered by generic_nack (RINVCMDID)
    per_second: int = 0  # more submit_sm than this within a second are throttled; 0: no limit
    hold: bool = False  # answers wait for `Smsc.release()`
    answer_after: float = 0.0  # seconds; more than the client's patience makes a late answer
    die_after: int = 0  # so many accepted, the last one not answered: the process ends at once
    drop_after: int = 0  # the same, but only the connection ends
    deaf: bool = False  # reads and answers nothing, enquire_link neither
    # Receipts for what was accepted with registered_delivery
    receipts: str = "none"  # none | text | tlv | both
    receipts_for: str = "all"  # all | first: of a long message
    receipts_when: str = "after"  # after | before (the answer) | twice | held (until `Smsc.release()`)
    state: str = "DELIVRD"
    hexadecimal_ids: bool = False  # answers name messages in hexadecimal, receipts in decimal
