"""Who keeps personal data, how it is given to the person, and how it is erased (A15).

Every app that keeps something about people registers it in `apps.py`; the archive «Мои данные», the erasure after a
cabinet is closed and docs/privacy.md read only this list. A test fails for a model with personal fields that no entry
here names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

Words = str | Promise
Row = Mapping[str, Any]
Export = Callable[[Any, datetime], Iterable[Row]]  # (the User, now) -> rows, as the person may read them
Erase = Callable[[Any, datetime], None]


@dataclass(frozen=True, kw_only=True)
class PersonalData:
    """One kind of data. `models` are the labels (`"accounts.User"`) of the tables it lies in.

    `export` gives only what is the person's own: other people are masked. Its rows have the keys of `fields`, which say
    in words what each is. Exactly one of `erase` and `kept_because` is given: what the law makes the operator keep
    stays, and says why. `erase` runs within one transaction with all others, and may run twice.
    """

    name: str  # of the file in the archive: `sign_ins`
    models: tuple[str, ...]
    export: Export
    about: Words = ""  # what it is, for the archive's README and for who closes the cabinet
    fields: Mapping[str, Words] = field(default_factory=dict)
    erase: Erase | None = None
    kept_because: Words = ""

    def __post_init__(self) -> None:
        if (self.erase is None) != bool(self.kept_because):
            raise ValueError(f"{self.name}: either say how it is erased, or why it is kept")


_entries: dict[str, PersonalData] = {}


def register(entry: PersonalData) -> None:
    """Add one kind of data; its name is unique."""
    if entry.name in _entries and _entries[entry.name] != entry:
        raise ValueError(f"two kinds of personal data are called {entry.name}")
    _entries[entry.name] = entry


def entries() -> Iterator[PersonalData]:
    """All kinds, in the order of their names."""
    yield from (_entries[name] for name in sorted(_entries))


def erase_all(user: Any, now: datetime) -> None:
    """Erase what may be erased of `user`; the caller owns the transaction.

    The last registered goes first: higher apps find what is a person's through what the lower ones keep.
    """
    for entry in reversed(list(_entries.values())):
        if entry.erase is not None:
            entry.erase(user, now)
