"""Sockets, and on small installations the pages too: one port for both.

HTTP goes to the WSGI application in a thread pool, WebSocket to Channels. Large installations run `wsgi.py`
and this file as separate processes behind nginx (docs/adr/0002).
"""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cabinet.settings")
pages = get_wsgi_application()  # first: it sets Django up, which the routing below needs

from a2wsgi import WSGIMiddleware  # noqa: E402
from channels.routing import ProtocolTypeRouter  # noqa: E402

from cabinet.sockets import sockets  # noqa: E402

WEB_THREADS = 16  # a page waits for PostgreSQL more than it computes; each thread keeps one connection

http = WSGIMiddleware(pages, workers=WEB_THREADS)  # type: ignore[arg-type]
application = ProtocolTypeRouter({"http": http, "websocket": sockets})
