#!/bin/sh
# Make .venv hold the packages of the given locks: sh cabinet/embedded/venv.sh requirements.txt [requirements-dev.txt]
# Needs nothing installed; returns at once when there is nothing to do. The work itself is done by venv.py.
set -eu

installed() {
    [ -x .venv/bin/python ] && [ ! -e .venv/unfinished ] || return 1
    for lock in "$@"; do cmp -s "$lock" ".venv/installed/$lock" || return 1; done
}

can() { # does this Python run the given code?
    command -v "$1" >/dev/null 2>&1 && "$1" -c "$2" >/dev/null 2>&1
}

pick() { # the first Python that runs the given code
    for python in "${PYTHON:-}" python3.13 python3.12 python3.11 python3; do
        if [ -n "$python" ] && can "$python" "$1"; then return 0; fi
    done
    return 1
}

installed "$@" && exit 0
new_enough='import sys; assert sys.version_info >= (3, 11)'
if pick "$new_enough; import venv, ensurepip" || pick "$new_enough; import virtualenv"; then
    exec "$python" cabinet/embedded/venv.py "$@"
fi
if pick "$new_enough"; then
    echo "$python cannot make virtual environments: install its venv module (Debian, Ubuntu: apt install python3-venv) or virtualenv." >&2
else
    echo "Python 3.11 or newer is needed and was not found; install it, or name it: make PYTHON=/path/to/python3 ..." >&2
fi
exit 1
