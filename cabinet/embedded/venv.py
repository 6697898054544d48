"""Make `.venv` hold exactly what the given locks name; run by `venv.sh` on a Python with nothing installed.

A copy of each installed lock stays in `.venv/installed`: the same text means that there is nothing to do. What an
interrupted attempt left is thrown away, because pip cannot tell a half-unpacked package from a whole one.
"""

import fcntl
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

VENV = Path(".venv")
INSTALLED = VENV / "installed"
UNFINISHED = VENV / "unfinished"
PIP = ("--require-hashes", "-qq", "--no-input", "--disable-pip-version-check", "--progress-bar", "off")


def main(locks: list[str]) -> int:
    """Install `locks`; the exit code is 1, after one sentence, if that is impossible."""
    here = os.open(".", os.O_RDONLY)
    os.set_inheritable(here, True)  # pip holds the lock as well, should it outlive this process
    fcntl.flock(here, fcntl.LOCK_EX)  # `make run` and `make test` at the same time: the second waits
    if installed(locks):
        return 0
    try:
        if not INSTALLED.exists() or UNFINISHED.exists() or not (VENV / "bin" / "python").exists():
            make()
        install(locks)
    except (subprocess.CalledProcessError, OSError) as error:
        why = f": {error.strerror}" if isinstance(error, OSError) and error.strerror else "; the lines above say why"
        print(f"The packages could not be installed into {VENV.absolute()}{why}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def installed(locks: list[str]) -> bool:
    """Whether `.venv` holds exactly these locks."""
    return not UNFINISHED.exists() and all(
        (INSTALLED / lock).exists() and (INSTALLED / lock).read_bytes() == Path(lock).read_bytes() for lock in locks
    )


def make() -> None:
    """An empty environment in the place of whatever was there."""
    print(f"Making {VENV} with Python {sys.version.split()[0]} (once)...", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    maker = "venv" if importlib.util.find_spec("ensurepip") else "virtualenv"
    subprocess.run([sys.executable, "-m", maker, str(VENV)], check=True, close_fds=False)


def install(locks: list[str]) -> None:
    """Install `locks` and note that they are installed."""
    print("Installing packages (once, about a minute)...", flush=True)
    UNFINISHED.touch()
    wanted = [word for lock in locks for word in ("-r", lock)]
    subprocess.run([VENV / "bin" / "python", "-m", "pip", "install", *PIP, *wanted], check=True, close_fds=False)
    INSTALLED.mkdir(exist_ok=True)
    for lock in locks:
        shutil.copy(lock, INSTALLED / lock)
    UNFINISHED.unlink()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
