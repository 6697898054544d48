"""What the demonstration's bot knows: learnt once for all tests, without the database."""

from functools import cache

import pytest

from chat.bot import asking
from chat.bot.current import Known
from chat.bot.index import Index, Stored
from chat.knowledge.loading import asked


@cache
def known() -> Known:
    stored = tuple(Stored(*row) for row in asked())
    return Known(None, Index(stored), {slug: at for at, slug in enumerate(sorted({each.slug for each in stored}), 1)})


@pytest.fixture
def knowledge(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking.CURRENT, "known", known)
