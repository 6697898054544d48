"""Static files, each named by what is in it."""

from __future__ import annotations

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """A page names eight files, and where a file is does not change while a process runs: it is worked out once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._addresses: dict[tuple[str, bool], str] = {}

    def url(self, name: str, force: bool = False) -> str:
        known = self._addresses.get((name, force))
        if known is None:
            known = self._addresses[name, force] = str(super().url(name, force))
        return known
