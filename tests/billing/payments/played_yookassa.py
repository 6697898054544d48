"""A server that answers as YooKassa's API does, and may be told to lose answers, to be slow or to break."""

import json
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SHOP, SECRET = "100500", "test_secret"


class PlayedYooKassa:
    """`with PlayedYooKassa() as bank: bank.url`. Payments are kept by the key of idempotence, as there.

    `failing` is what happens to the next questions, in their order: "lost" (done, and the connection broken), "500"
    (done, and an error said), "401", "400", "garbage", "redirect"; nothing when it is empty.
    """

    def __init__(self) -> None:
        self.payments: dict[str, dict[str, Any]] = {}
        self.by_key: dict[str, dict[str, Any]] = {}
        self.asked: list[tuple[str, str, dict[str, Any], dict[str, str]]] = []
        self.failing: list[str] = []
        self._lock = threading.Lock()

    def __enter__(self) -> "PlayedYooKassa":
        played = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                played._answer(self)

            do_GET = do_POST  # noqa: N815 - as the server calls it

            def log_message(self, *_args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v3"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _answer(self, request: Any) -> None:
        length = int(request.headers.get("Content-Length") or 0)
        body = json.loads(request.rfile.read(length)) if length else {}
        with self._lock:
            self.asked.append((request.command, request.path, body, dict(request.headers)))
            failing = self.failing.pop(0) if self.failing else ""
            said = None if failing in ("401", "400") else self._done(request, body)
        if failing == "lost":
            request.connection.close()
            return
        status = int(failing) if failing.isdigit() else 302 if failing == "redirect" else 200 if said else 404
        text = "<html>" if failing == "garbage" else json.dumps(said if status == 200 else {"code": "invalid_request"})
        request.send_response(status)
        if failing == "redirect":
            request.send_header("Location", f"{self.url}/elsewhere")
        request.send_header("Content-Length", str(len(text.encode())))
        request.end_headers()
        request.wfile.write(text.encode())

    def _done(self, request: Any, body: dict[str, Any]) -> dict[str, Any] | None:
        if request.command == "GET":
            return self.payments.get(request.path.rpartition("/")[2])
        key = request.headers["Idempotence-Key"]
        if key not in self.by_key:
            made = self._refund(body) if request.path.endswith("/refunds") else self._payment(body)
            self.by_key[key] = made
        return self.by_key[key]

    def _payment(self, body: dict[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = {
            "id": str(uuid.uuid4()),
            "status": "pending",
            "amount": body["amount"],
            "metadata": body["metadata"],
            "confirmation": {"type": "redirect", "confirmation_url": "https://yoomoney.example/checkout?order=1"},
        }
        if "payment_method_id" in body:
            made |= {"status": "succeeded", "confirmation": None}
        self.payments[made["id"]] = made
        return made

    def _refund(self, body: dict[str, Any]) -> dict[str, Any]:
        return {"id": str(uuid.uuid4()), "status": "succeeded", **body}

    def pay(self, reference: str, *, card: str = "") -> None:
        """The person paid; with `card`, its last digits, they let it be charged again."""
        self.payments[reference]["status"] = "succeeded"
        if card:
            self.payments[reference]["payment_method"] = {
                "type": "bank_card", "id": f"saved-{card}", "saved": True, "card": {"last4": card},
            }  # fmt: skip

    def cancel(self, reference: str, reason: str) -> None:
        self.payments[reference] |= {"status": "canceled", "cancellation_details": {"party": "x", "reason": reason}}
