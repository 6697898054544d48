"""What the demonstration's bot knows."""

import pytest

from chat.knowledge.loading import load
from tests.people import NOW


@pytest.fixture
def knowledge(db: None) -> None:
    load(now=NOW)
