"""A folder for files, a clock that stands at `NOW`, and a line whose owner has a confirmed address."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine

from cabinet.accounts.models import Line, User
from tests.billing.usage.network import make_line
from tests.people import NOW

ADDRESS = "maria@example.ru"


@pytest.fixture
def files(settings: Any, tmp_path: Path) -> Path:
    """Where files lie: a folder of this test's own."""
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    return tmp_path


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


@pytest.fixture
def line() -> Line:
    return make_line()


@pytest.fixture
def owner(line: Line) -> User:
    owner = line.contract.owner
    assert owner is not None
    owner.email, owner.email_verified_at = ADDRESS, NOW.replace(year=2025)
    owner.save()
    return owner
