"""The handle that tests hold: start, command, kill the SMSC's process, and read what it recorded."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 20.0  # seconds that anything may take on a busy machine


@dataclass(frozen=True)
class Submitted:
    """One submit_sm: where to, what, and what it was answered. `text` is without the header, `udh` is the header."""

    bind: int  # which connection it came on, from 1
    msisdn: str
    sender: str
    text: str
    udh: bytes
    status: int  # of the answer
    message_id: str
    fields: dict[str, Any]


class Smsc:
    """See `tests.smsc`."""

    def __init__(self, directory: Path, *, certificate: Path | None = None) -> None:
        self._record = directory / f"smsc-{id(self):x}.jsonl"
        self._certificate = certificate  # PEM with its key: TLS only
        self._manner: dict[str, Any] = {}
        self._process: subprocess.Popen[str] | None = None
        self.port = 0

    def __enter__(self) -> Smsc:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.kill()

    def start(self) -> None:
        """Start the process, on the same port as before if there was one; it behaves as it was told before."""
        argv = [sys.executable, "-m", "tests.smsc", "--record", str(self._record), "--port", str(self.port)]
        if self._certificate:
            argv += ["--certificate", str(self._certificate)]
        self._process = subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout
        ports = json.loads(self._process.stdout.readline())
        self.port = ports["port"]
        self._control = socket.create_connection(("127.0.0.1", ports["control"]), timeout=PATIENCE)
        self._lines = self._control.makefile("rw")
        if self._manner:
            self.behave(**self._manner)

    def renew(self) -> None:
        """As if it had just been started for the first time: for a process that many tests share."""
        self._manner = {}
        if self._process is None or self._process.poll() is not None:
            self.start()
        self.resume()
        try:
            self._tell(do="renew")
        except OSError:  # the test before left a command without its answer
            self.kill()
            self.start()
            self._tell(do="renew")

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def pause(self) -> None:
        """It keeps its connections and answers nothing, until `resume`."""
        assert self._process
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        assert self._process
        self._process.send_signal(signal.SIGCONT)

    def gone(self) -> bool:
        """Waits until the process has ended by itself (`die_after`)."""
        assert self._process
        self._process.wait(PATIENCE)
        return True

    def behave(self, **manner: Any) -> None:
        self._manner |= {name: value for name, value in manner.items() if name not in ("die_after", "drop_after")}
        self._tell(do="behave", manner=manner)

    def release(self) -> int:
        """Send all that is held back; how much it was."""
        return int(self._tell(do="release")["released"])

    def deliver(self, **message: Any) -> int:
        """Send one incoming SMS: `source`, `destination`, `text` (or `hex`), optionally `data_coding`, `esm_class`,
        `udh` (hex), `tlvs` ({tag: hex}), `payload=True` (in message_payload), `repeat=True` (the same sequence number
        as the last). Returns the status that it was answered with, or -1 when the connection ended before."""
        return int(self._tell(do="deliver", **message)["status"])

    def receipt(self, message_id: str, state: str = "DELIVRD", form: str = "both", **more: Any) -> int:
        """Send one receipt now; the status of the answer."""
        return int(self._tell(do="receipt", id=message_id, state=state, form=form, **more)["status"])

    def raw(self, data: str) -> None:
        """Send these bytes (hex) to every connection."""
        self._tell(do="raw", hex=data)

    def unbind(self) -> None:
        self._tell(do="unbind")

    def drop(self) -> None:
        """End every connection, as a cable would."""
        self._tell(do="drop")

    def bound(self, count: int = 1) -> None:
        """Wait until so many connections are bound now."""
        self._until(lambda: self._tell(do="state")["bound"] == count, f"{count} bound")

    def records(self, name: str | None = None) -> list[dict[str, Any]]:
        """All that came, oldest first: `{"name", "bind", "fields", …}`; of one command if it is named."""
        if not self._record.exists():
            return []
        lines = [json.loads(line) for line in self._record.read_text().splitlines()]
        return [line for line in lines if name in (None, line["name"])]

    def submitted(self) -> list[Submitted]:
        return [_submitted(line) for line in self.records("submit_sm")]

    def accepted(self) -> list[Submitted]:
        return [each for each in self.submitted() if each.status == 0]

    def wait(self, name: str, count: int = 1) -> list[dict[str, Any]]:
        """Wait until `count` PDUs of this name came in all; returns them."""
        self._until(lambda: len(self.records(name)) >= count, f"{count} × {name}")
        return self.records(name)

    def _until(self, condition: Any, what: str) -> None:
        until = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > until:
                raise AssertionError(f"the SMSC waited in vain for {what}; it has seen {self.records()[-20:]}")
            time.sleep(0.005)

    def _tell(self, **request: Any) -> dict[str, Any]:
        self._lines.write(json.dumps(request) + "\n")
        self._lines.flush()
        answer: dict[str, Any] = json.loads(self._lines.readline())
        assert "error" not in answer, answer
        return answer

    def _end(self, how: signal.Signals) -> None:
        if self._process:
            self._process.send_signal(how)
            self._process.wait(PATIENCE)
            self._control.close()
            assert self._process.stdout
            self._process.stdout.close()
            self._process = None


def _submitted(line: dict[str, Any]) -> Submitted:
    fields = line["fields"]
    data = bytes.fromhex(fields["short_message"])
    size = 1 + data[0] if fields["esm_class"] & 0x40 else 0
    return Submitted(
        bind=line["bind"],
        msisdn=fields["destination_addr"],
        sender=fields["source_addr"],
        text=_read(data[size:], fields["data_coding"]),
        udh=data[:size],
        status=line["status"],
        message_id=line["message_id"],
        fields=fields,
    )


def _read(data: bytes, data_coding: int) -> str:
    """GSM letters are read as ASCII here, which is the same for Latin letters and digits: tests of the alphabet read
    the bytes themselves."""
    return data.decode("utf-16-be" if data_coding == 8 else "latin-1")
