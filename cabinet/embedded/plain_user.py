"""PostgreSQL refuses to run as root; this finds who it can run as without touching anyone's permissions."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass

from cabinet.embedded.trouble import Trouble

OVERFLOW = 65534  # what a user namespace shows for everyone it does not know


@dataclass(frozen=True)
class PlainUser:
    """How to run a program: behind `prefix`, or as `user` (uid, gid), or, with neither, just so."""

    prefix: tuple[str, ...] = ()
    user: tuple[int, int] | None = None


def plain_user(*, namespaces: bool = True) -> PlainUser:
    """Who a program that refuses root runs as.

    Root runs it in a user namespace where root's own files belong to an ordinary user. Where namespaces are
    forbidden (many containers) it runs as `nobody`; `namespaces=False` asks for that.
    """
    if os.geteuid() != 0:
        return PlainUser()
    if namespaces and (prefix := _namespace()):
        return PlainUser(prefix=prefix)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise Trouble("PostgreSQL refuses root, and there is no user `nobody`: start as an ordinary user.") from None
    return PlainUser(user=(nobody.pw_uid, nobody.pw_gid))


def _namespace() -> tuple[str, ...]:
    unshare = shutil.which("unshare")
    uid = next((entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid not in (0, OVERFLOW)), None)
    if unshare is None or uid is None:
        return ()
    prefix = (unshare, "--user", f"--map-user={uid}", f"--map-group={uid}")
    tried = subprocess.run([*prefix, "true"], capture_output=True, check=False)
    return prefix if tried.returncode == 0 else ()
