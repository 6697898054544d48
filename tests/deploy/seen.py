"""The portal's own applications behind a glass: each answer says, in `X-Arrived`, which headers about the network the
server handed over, before the portal drops any of them."""

import json
from typing import Any

from a2wsgi import WSGIMiddleware

from cabinet.wsgi import application as portal

WATCHED = ("MSISDN", "FORWARDED")


def pages(environ: dict[str, Any], start_response: Any) -> Any:
    headers_of = {name: value for name, value in environ.items() if name.startswith("HTTP_")}
    arrived = {name: value for name, value in headers_of.items() if any(word in name for word in WATCHED)}

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        return start_response(status, [*headers, ("X-Arrived", json.dumps(arrived))], exc_info)

    return portal(environ, start)


one_port = WSGIMiddleware(pages, workers=4)  # as `cabinet.asgi` mounts them


async def sockets(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """HTTP as above; a socket's headers are said when it is accepted or refused, then Channels has it."""
    if scope["type"] == "http":
        await one_port(scope, receive, send)
        return
    from cabinet.asgi import application

    names = sorted({name.decode().lower() for name, _value in scope["headers"]})
    print(f"socket {scope['path']} {json.dumps(names)}", flush=True)  # noqa: T201 - read from the server's log
    await application(scope, receive, send)
