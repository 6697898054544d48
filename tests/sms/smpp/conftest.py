"""An SMSC in a process of its own, and the gateway bound to it, with short times."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cabinet.smpp_settings import SmppSettings, Where
from cabinet.sms.gateways.smpp import Smpp
from tests.sms.smpp.scene import QUICK, SENDER, Threads, Written, until
from tests.smsc import Smsc


@pytest.fixture
def smsc(tmp_path: Path) -> Iterator[Smsc]:
    with Smsc(tmp_path) as running:
        yield running


@pytest.fixture
def written() -> Written:
    return Written()


@pytest.fixture
def threads() -> Iterator[Threads]:
    made = Threads()
    yield made
    made.close()


@pytest.fixture
def connect(smsc: Smsc, written: Written, threads: Threads) -> Iterator[Callable[..., Smpp]]:
    """`connect(binds=2, window=4, …)`: a gateway that is bound to `smsc`; closed at the end of the test."""
    opened: list[Smpp] = []

    def make(binds: int = 1, *, wait: bool = True, **settings: Any) -> Smpp:
        wheres = tuple(Where(number, "127.0.0.1", smsc.port) for number in range(1, binds + 1))
        chosen = {"binds": wheres, "system_id": "portal", "password": "secret", "sender": SENDER} | QUICK | settings
        made = Smpp(SmppSettings(**chosen), written.handlers())
        made.open()
        opened.append(made)
        if wait:
            smsc.bound(len(chosen["binds"]))
            assert until(lambda: made.bound() == len(chosen["binds"]))
        return made

    yield make
    for each in opened:
        each.close()
