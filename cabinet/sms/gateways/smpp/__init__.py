"""SMPP 3.4 to the operator's SMSC (docs/sms.md, docs/adr/0013).

One asyncio loop in a thread of its own holds all binds; `send` waits in the caller's thread. The way of a message:

    gateway (threads → loop) → sender (what is true of the whole message) → outgoing (text → segments)
    → switch (whose turn, on which bind) → link (one bind, kept up) → session (one connection) → pdus (bytes)

and back: session → inbox → `receipts.take`, `incoming.take`.
"""

from cabinet.sms.gateways.smpp.gateway import Smpp

__all__ = ["Smpp"]
