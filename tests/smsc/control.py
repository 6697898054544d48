"""Commands to the SMSC: JSON lines, one request and one answer."""

from __future__ import annotations

import asyncio
import json
from asyncio import StreamReader, StreamWriter
from typing import Any

from tests.smsc import pdu, receipts
from tests.smsc.server import Server

UDHI = 0x40


class Control:
    def __init__(self, server: Server) -> None:
        self._server = server

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        while line := await reader.readline():
            request = json.loads(line)
            try:
                answer = await getattr(self, f"_{request.pop('do')}")(**request) or {}
            except Exception as error:  # the test is told, and fails
                answer = {"error": repr(error)}
            writer.write(json.dumps(answer).encode() + b"\n")

    async def _behave(self, manner: dict[str, Any]) -> None:
        for name, value in manner.items():
            if not hasattr(self._server.manner, name):
                raise AttributeError(name)
            setattr(self._server.manner, name, value)

    async def _renew(self) -> None:
        await self._drop()
        while self._server.connections:
            await asyncio.sleep(0.001)
        self._server.renew()

    async def _release(self) -> dict[str, Any]:
        return {"released": self._server.release()}

    async def _state(self) -> dict[str, Any]:
        return {"bound": sum(connection.bound for connection in self._server.connections)}

    async def _deliver(
        self,
        source: str,
        destination: str,
        text: str = "",
        hex: str | None = None,
        data_coding: int | None = None,
        esm_class: int = 0,
        udh: str = "",
        tlvs: dict[str, str] | None = None,
        payload: bool = False,
        repeat: bool = False,
    ) -> dict[str, Any]:
        plain = text.isascii()
        coding = data_coding if data_coding is not None else 0 if plain else 8
        data = bytes.fromhex(hex) if hex is not None else text.encode("ascii" if plain else "utf-16-be")
        data = bytes.fromhex(udh) + data
        more = {int(tag, 16): bytes.fromhex(value) for tag, value in (tlvs or {}).items()}
        body = pdu.message_body(
            b"" if payload else data,
            more | ({pdu.MESSAGE_PAYLOAD: data} if payload else {}),
            source_addr_ton=1,
            source_addr_npi=1,
            source_addr=source,
            destination_addr=destination,
            esm_class=esm_class | (UDHI if udh else 0),
            data_coding=coding,
        )
        return {"status": await self._server.any().deliver(body, repeat=repeat)}

    async def _receipt(
        self, id: str, state: str, form: str, template: str = "", about: str = "79031234567", to: str = "0611"
    ) -> dict[str, Any]:
        body = receipts.body(id, state=state, form=form, about=about, to=to, template=template)
        return {"status": await self._server.any().deliver(body)}

    async def _raw(self, hex: str) -> None:
        for connection in self._server.connections:
            connection.writer.write(bytes.fromhex(hex))

    async def _unbind(self) -> None:
        for connection in self._server.connections:
            connection.bound = False
            connection.sequence += 1
            connection.send(pdu.UNBIND, sequence=connection.sequence)

    async def _drop(self) -> None:
        for connection in self._server.connections:
            connection.writer.transport.abort()
