"""A production installation of deploy/: the portal on granian and uvicorn, and nginx in front, with its real files."""

import os
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cabinet.embedded.children import Child, Program, stop_all, wait_until
from cabinet.embedded.parts import ROOT
from tests import engines
from tests.deploy.installed import HOST, Installed, accepts, free_port
from tests.mobile import NUMBER, SECRET

NGINX = next((path for path in map(shutil.which, ("nginx", "/usr/sbin/nginx")) if path), None)
ABSENT = "nginx was not found: install it (Debian: apt install nginx-light)"
STARTUP = 90.0  # seconds that a server may take to start on a busy machine
SEED = f"""
from tests.people import make_owner
make_owner({NUMBER!r})
"""


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    """The portal's servers, as production runs them, with one subscriber."""
    var = tmp_path_factory.mktemp("installed")
    pages, sockets = free_port(), free_port()
    with engines.clone(f"{engines.template_name()}_{engines.WORKER}_deploy") as url:
        environment = {
            **os.environ, "DATABASE_URL": url, "VAR": str(var), "DEMO": "", "PUBLIC_URL": f"https://{HOST}",
            "ALLOWED_HOSTS": HOST, "SMS_GATEWAY": "smpp", "NETWORK_GATEWAY": "https", "TRUSTED_PROXY_COUNT": "1",
            "SMPP_BINDS": "smpp://smsc.example:2775", "SMPP_SYSTEM_ID": "portal", "SMPP_PASSWORD": "secret",
            "SMPP_SENDER": "0611",
            "TRUSTED_PROXIES": "127.0.0.1", "MSISDN_HEADER_SECRET": SECRET, "PYTHONUNBUFFERED": "1",
            "SECRET_KEY": "deploy-0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX2yZ3aB4cD5eF6",
        }  # fmt: skip
        for command in (["collectstatic", "--no-input", "-v", "0"], ["shell", "-v", "0", "-c", SEED]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
        children = [
            started(var, environment, name, command, port)
            for name, command, port in (
                ("pages", f"-m granian --interface wsgi --no-ws --host 127.0.0.1 --port {pages} "
                 "tests.deploy.seen:pages", pages),
                ("sockets", f"-m uvicorn --host 127.0.0.1 --port {sockets} --no-proxy-headers --lifespan off "
                 "--ws websockets-sansio tests.deploy.seen:sockets", sockets),
            )
        ]  # fmt: skip
        try:
            yield Installed(var=var, pages=pages, sockets=sockets, database_url=url)
        finally:
            stop_all(children)


@pytest.fixture(scope="session")
def behind_nginx(installed: Installed) -> Iterator[Installed]:
    """nginx in front, with the files of deploy/ of which only ports, places, gateways and the secret are changed."""
    if NGINX is None:
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(ABSENT, pytrace=False)
        pytest.skip(ABSENT)
    directory = installed.var / "nginx"
    shutil.copytree(ROOT / "deploy/nginx", directory)
    installed.front, installed.plain_front = free_port(), free_port()
    installed.trusts = certificate(directory)
    changed(directory / "portal.conf", {
        "listen [::]:443 ssl default_server;": "", "listen [::]:443 ssl http2;": "", "listen [::]:80;": "",
        "listen 443 ssl": f"listen 127.0.0.1:{installed.front} ssl",
        "listen 80;": f"listen 127.0.0.1:{installed.plain_front};",
        "127.0.0.1:8001": f"127.0.0.1:{installed.pages}", "127.0.0.1:8002": f"127.0.0.1:{installed.sockets}",
        "/etc/ssl/portal": str(directory), "/var/lib/portal": str(installed.var),
    })  # fmt: skip
    changed(directory / "portal/msisdn-secret.conf", {'"change-me:': f'"{SECRET}:'})
    changed(directory / "portal/mobile-gateways.conf", {"# 10.64.0.10/31 1;": "127.64.0.0/16 1;"})
    (directory / "nginx.conf").write_text(main_file(directory))
    subprocess.run(command(directory, "-t"), check=True, capture_output=True, text=True)
    child = started(installed.var, os.environ, "nginx", command(directory), installed.front)
    try:
        yield installed
    finally:
        stop_all([child])


def command(directory: Path, *more: str) -> list[str]:
    return [str(NGINX), "-e", "stderr", "-p", str(directory), "-c", str(directory / "nginx.conf"), *more]


def main_file(directory: Path) -> str:
    temporary = "".join(
        f"{kind}_temp_path {directory}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return f"""
daemon off;
worker_processes 1;
{"user root;" if os.geteuid() == 0 else ""}
pid {directory}/nginx.pid;
events {{}}
http {{ access_log off; {temporary} include portal.conf; }}
"""


def changed(path: Path, changes: dict[str, str]) -> None:
    """Each of `changes` has to be found: what is tested is the file as it stands."""
    text = path.read_text()
    for old, new in changes.items():
        assert old in text, f"{path.name} has no {old}"
        text = text.replace(old, new)
    path.write_text(text)


def started(var: Path, environment: object, name: str, argv: str | list[str], port: int) -> Child:
    argv = [sys.executable, *argv.split()] if isinstance(argv, str) else argv
    program = Program(name=name, argv=argv, environment=environment, directory=ROOT)  # type: ignore[arg-type]
    child = Child(program, log=var / "logs" / f"{name}.log", lock=var / "run" / f"{name}.lock")
    if not wait_until(lambda: accepts(port) or not child.alive(), seconds=STARTUP, pause=0.1) or not child.alive():
        pytest.fail(str(child.trouble(f"{name} did not start")), pytrace=False)
    return child


def certificate(directory: Path) -> ssl.SSLContext:
    """A certificate of the portal's name beside nginx's files, and what trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    (directory / "fullchain.pem").write_bytes(pem)
    (directory / "privkey.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return ssl.create_default_context(cadata=pem.decode())
