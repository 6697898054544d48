"""Providers of OpenID Connect for tests: a real one, as a process of its own, and one that lies as it is told.

The real one is `oidc-provider-mock`. The other speaks the protocol just as well, checks PKCE, and has `faults`: names
of what to do wrong.
"""

import base64
import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from cabinet.embedded.children import wait_until
from tests.outside import free_port

CLIENT_ID, SECRET = "cabinet", "a secret of tests"


def entry(server_url: str, site: str = "mock", name: str = "Тест ID") -> dict[str, str]:
    """How the provider stands in `SOCIAL_OPENID_CONNECT`."""
    return {"id": site, "name": name, "server_url": server_url, "client_id": CLIENT_ID, "secret": SECRET}


@contextmanager
def real_provider(*people: dict[str, str]) -> Iterator[str]:
    """The address of a provider that knows `people` by their claims. `localhost`: another site than 127.0.0.1."""
    port = free_port()
    claims = [word for person in people for word in ("--user-claims", json.dumps(person))]
    process = subprocess.Popen(
        [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "oidc_provider_mock",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
            *claims,
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://localhost:{port}"
    try:
        assert wait_until(lambda: _answers(url) or process.poll() is not None, seconds=60)
        assert process.poll() is None, "the provider did not start"
        yield url
    finally:
        process.terminate()
        process.wait(10)


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/.well-known/openid-configuration").status_code == 200
    except httpx.TransportError:
        return False


def consent(address: str, *, subject: str = "", deny: bool = False) -> str:
    """What a browser does at the real provider: says yes as `subject`, or no; the address that it is sent back to."""
    answer = httpx.post(address, data={"action": "deny"} if deny else {"sub": subject})
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


class Liar:
    """A provider in this process. `faults` changes what it does, `asked` counts what it was asked."""

    def __init__(self) -> None:
        self.faults: set[str] = set()
        self.asked: list[str] = []
        self.finished: list[str] = []
        self.claims: dict[str, Any] = {"sub": "42", "name": "Мария К.", "email": "maria@example.org"}
        self.key, self.other_key = _keys()
        self.codes: dict[str, dict[str, str]] = {}
        self.closing = Event()
        liar = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                liar.answer(self, urlsplit(self.path).query)

            def do_POST(self) -> None:
                liar.answer(self, self.rfile.read(int(self.headers["Content-Length"])).decode())

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()

    def consent(self, address: str, **changed: str) -> str:
        """Say yes at `address`: the address of the portal to come back to, with `changed` parameters."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query, keep_blank_values=True).items()}
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']} | changed)}"

    def answer(self, handler: BaseHTTPRequestHandler, body: str) -> None:
        name = urlsplit(handler.path).path.rpartition("/")[2]
        self.asked.append(name)
        if f"silent {name}" in self.faults:
            self.closing.wait(30)
            return
        status, answer = getattr(self, f"_{name.replace('-', '_')}")(handler, parse_qs(body))
        data = b"<html>" if f"rubbish {name}" in self.faults else json.dumps(answer).encode()
        if f"broken {name}" in self.faults:
            status = 500
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        for byte in (data[i : i + 1] for i in range(len(data))) if f"drip {name}" in self.faults else (data,):
            if f"drip {name}" in self.faults and self.closing.wait(0.2):
                return
            handler.wfile.write(byte)
        self.finished.append(name)

    def _openid_configuration(self, handler: Any, form: Any) -> tuple[int, Any]:
        issuer = "https://elsewhere.example" if "another provider" in self.faults else self.url
        scheme = "javascript:alert(1)//" if "script address" in self.faults else ""
        return 200, {
            "issuer": issuer,
            "authorization_endpoint": f"{scheme}{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/me",
            "jwks_uri": f"{self.url}/jwks",
        }

    def _jwks(self, handler: Any, form: Any) -> tuple[int, Any]:
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return 200, {"keys": [{**key, "kid": "1", "use": "sig", "alg": "RS256"}]}

    def _token(self, handler: Any, form: dict[str, list[str]]) -> tuple[int, Any]:
        asked = self.codes.pop(form.get("code", [""])[0], None)
        if asked is None or not _verified(asked, form) or "refuse the code" in self.faults:
            return 400, {"error": "invalid_grant"}
        answer = {"access_token": "secret-access-token", "refresh_token": "r", "token_type": "Bearer"}
        if "openid" in asked["scope"] and "no id_token" not in self.faults:
            answer["id_token"] = self._id_token(asked)
        return 200, answer

    def _me(self, handler: Any, form: Any) -> tuple[int, Any]:
        return 200, self.claims

    def _id_token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = {"iss": self.url, "aud": asked["client_id"], "iat": now, "exp": now + 60, **self.claims}
        claims["nonce"] = asked.get("nonce", "")
        headers = {"kid": "1"}
        changes: dict[str, dict[str, Any]] = {
            "wrong issuer": {"iss": "https://elsewhere.example"},
            "wrong audience": {"aud": "somebody-else"},
            "for another party": {"aud": [asked["client_id"], "x"], "azp": "x"},
            "wrong nonce": {"nonce": "another"},
            "expired": {"exp": now - 3600},
            "no subject": {"sub": ""},
            "subject is a number": {"sub": 42},
            "long subject": {"sub": "x" * 300},
        }
        for fault in self.faults & changes.keys():
            claims |= changes[fault]
        for missing in {fault.removeprefix("without ") for fault in self.faults if fault.startswith("without ")}:
            claims.pop(missing)
        if "unsigned" in self.faults:
            return jwt.encode(claims, None, algorithm="none", headers=headers)
        if "signed with the secret" in self.faults:
            return jwt.encode(claims, SECRET * 3, algorithm="HS256", headers=headers)
        if "signed by another" in self.faults:
            return jwt.encode(claims, self.other_key, algorithm="RS256", headers=headers)
        if "unknown key" in self.faults:
            headers = {"kid": "2"}
        return jwt.encode(claims, self.key, algorithm="RS256", headers=headers)


@cache
def _keys() -> list[rsa.RSAPrivateKey]:
    return [rsa.generate_private_key(public_exponent=65537, key_size=2048) for _key in range(2)]


def _verified(asked: dict[str, str], form: dict[str, list[str]]) -> bool:
    """PKCE: whoever brings the code is who began."""
    if "code_challenge" not in asked:
        return True
    digest = hashlib.sha256(form.get("code_verifier", [""])[0].encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked["code_challenge"]
