"""An SMSC in a process of its own, and the gateway bound to it, with short times."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from cabinet.smpp_settings import SmppSettings, Where
from cabinet.sms.gateways.smpp import Smpp
from tests.sms.smpp.scene import MSISDN, QUICK, SENDER, Threads, Written, until
from tests.smsc import Smsc

SECRETS = (MSISDN, "Balance", "Баланс", "code 4821", "secret")


def hexadecimal(text: str) -> str:
    return text.encode("utf-16-be" if not text.isascii() else "ascii").hex()


@pytest.fixture(autouse=True)
def nothing_personal_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever a test does: no number, no text, no code and no password in any line of any logger."""
    caplog.set_level(logging.DEBUG)
    yield
    lines = "\n".join(record.getMessage() for when in ("setup", "call") for record in caplog.get_records(when))
    assert not [secret for secret in (*SECRETS, *map(hexadecimal, SECRETS)) if secret in lines]


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Smsc]:
    with Smsc(tmp_path_factory.mktemp("smsc")) as running:
        yield running


@pytest.fixture
def smsc(running: Smsc) -> Smsc:
    running.renew()
    return running


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

    def make(
        binds: int = 1, *, at: tuple[Where, ...] = (), wait: bool = True, incoming: Any = None, **settings: Any
    ) -> Smpp:
        usual = tuple(Where(number, "127.0.0.1", smsc.port) for number in range(1, binds + 1))
        chosen = (
            {"binds": at or usual, "system_id": "portal", "password": "secret", "sender": SENDER} | QUICK | settings
        )
        handlers = written.handlers()
        if incoming:
            handlers = replace(handlers, incoming=incoming)
        made = Smpp(SmppSettings(**chosen), handlers)
        made.open()
        opened.append(made)
        if wait:
            smsc.bound(len(chosen["binds"]))
            assert until(lambda: made.bound() == len(chosen["binds"]))
        return made

    yield make
    for each in opened:
        each.close()
