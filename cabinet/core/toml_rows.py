"""Rows that an installation begins with, written as tables of a TOML file."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any


def rows_of(path: Path, table: str) -> list[dict[str, Any]]:
    """The `[[table]]` tables of the file at `path`, in their order."""
    rows: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))[table]
    return rows
