"""The portal's own server with a bare view and a bare socket beside it: the baseline of `benchmarks.chat`.

The bare view inserts one row and sends one hint through the layer by the same thread that the portal uses. It knows
no person, no rights, no order and no retries; the middleware is the portal's.
"""

from __future__ import annotations

import json
from typing import Any

from cabinet.asgi import application as portal  # isort: split

from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from cabinet.core.jobs import after_commit
from chat.hints import _send

BARE = "/ws/bare/"


@csrf_exempt
def bare_view(request: HttpRequest, room: int) -> HttpResponse:
    with connection.cursor() as cursor:
        text = json.loads(request.body)["text"]
        cursor.execute("INSERT INTO bench_row (room, text, at) VALUES (%s, %s, %s)", [room, text, timezone.now()])
    after_commit("a bare hint", lambda: _send("bare", {f"bare.{room}": 1}))
    return HttpResponse(status=201)


class BareSocket(AsyncWebsocketConsumer):
    async def connect(self) -> None:
        await self.channel_layer.group_add(f"bare.{self.scope['path'].removeprefix(BARE)}", self.channel_name)
        await self.accept()

    async def hint(self, event: dict[str, Any]) -> None:
        await self.send(text_data=json.dumps({"type": "hint", "seq": event["seq"]}))


settings.ROOT_URLCONF = __name__
urlpatterns = [path("bare/<int:room>/", bare_view), path("", include("cabinet.urls"))]
bare_socket = BareSocket.as_asgi()


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    bare = scope["type"] == "websocket" and scope["path"].startswith(BARE)
    await (bare_socket if bare else portal)(scope, receive, send)
