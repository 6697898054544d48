"""«За что списали?»: who can explain a movement of money, and what can be done about it (B12, B13).

An entry names what stands behind it (`cause.source`); the app that owns it registers an explainer for that name in its
`apps.py`. `billing` tells what every entry knows of itself, and asks the explainer for the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Way:
    """Something to do about a movement: a link to the page of the app that does it. `icon` is one of the sprite's."""

    label: Words  # «Отключить „Гороскоп“»
    url: str
    icon: str = ""


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """`rule` is the sentence that answers «за что»: by which rule, for what. `facts` are pairs of name and value:
    period, units, price. `ways` are what ends it or uses it. `over`: what it was for takes nothing more."""

    rule: Words
    facts: Sequence[tuple[Words, Words]] = ()
    ways: Sequence[Way] = ()
    over: bool = False


@dataclass(frozen=True, slots=True)
class Asking:
    """Who wants to know: `user` looks at `line` at `now`; `owns` is whether the contract is theirs."""

    user: Any
    line: Any
    owns: bool
    now: datetime


Explainer = Callable[[Sequence[Any], Asking], dict[int, Explanation]]  # of entries; answers by their primary keys
_explainers: dict[str, Explainer] = {}


def register(source: str, explainer: Explainer) -> None:
    """Have `explainer(entries, asking)` explain the entries whose cause names `source`, many in one go."""
    if _explainers.get(source, explainer) is not explainer:
        raise ValueError(f"two explain {source}")
    _explainers[source] = explainer


def explain(source: str, entries: Sequence[Any], asking: Asking) -> dict[int, Explanation]:
    """What the explainer of `source` says of `entries`; nothing if nobody knows that source (any more)."""
    explainer = _explainers.get(source)
    return explainer(entries, asking) if explainer and entries else {}
