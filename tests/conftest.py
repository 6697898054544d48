"""Fixtures for the whole suite: the database of this worker, a whole portal, a browser."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests import engines


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """A clone of the migrated template, already named by the settings (see `tests.engines`)."""
    from django.db import connections

    name = connections["default"].settings_dict["NAME"]
    with engines.clone(name):
        yield
        with django_db_blocker.unblock():
            connections.close_all()


@pytest.fixture(scope="session", autouse=True)
def plain_static_files() -> Iterator[None]:
    """Pages name static files as they are: the manifest of hashed names exists only after `collectstatic`."""
    from django.conf import settings
    from django.test import override_settings

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES=settings.STORAGES | {"staticfiles": plain}):
        yield
