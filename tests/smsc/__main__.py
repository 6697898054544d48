"""The process: one port for SMPP, one for commands. See `tests.smsc`."""

from __future__ import annotations

import argparse
import asyncio
import json
import ssl
import sys
from pathlib import Path

from tests.smsc.control import Control
from tests.smsc.server import Server


async def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--record", type=Path, required=True)
    arguments.add_argument("--port", type=int, default=0)
    arguments.add_argument("--certificate", type=Path)
    chosen = arguments.parse_args()
    context = None
    if chosen.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chosen.certificate)
    server = Server(chosen.record)
    smpp = await asyncio.start_server(server.serve, "127.0.0.1", chosen.port, ssl=context)
    control = await asyncio.start_server(Control(server).serve, "127.0.0.1", 0)
    ports = {"port": smpp.sockets[0].getsockname()[1], "control": control.sockets[0].getsockname()[1]}
    sys.stdout.write(json.dumps(ports) + "\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


asyncio.run(main())
