"""Fixtures for the whole suite: the database of this worker, a whole portal, a browser."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from ipaddress import ip_network
from itertools import count
from math import inf
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests import engines
from tests.browser import Chromium, found
from tests.mobile import SECRET
from tests.portal import Portal

STARS_SECRET = "hG4-tR8wQ1zX7nB3mK6vL9pC2sD5fJ0y"  # of the provider of the horoscope, in the portal of the journeys


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """A clone of the migrated template, already named by the settings (see `tests.engines`)."""
    from django.db import connections

    from tests.emptied import emptied_quickly

    name = connections["default"].settings_dict["NAME"]
    with engines.clone(name), ExitStack() as afterwards:
        with django_db_blocker.unblock():
            afterwards.enter_context(emptied_quickly())
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


@pytest.fixture(scope="session", autouse=True)
def never_suspected() -> Iterator[None]:
    """No captcha, however often a test fails to sign in; tests of the captcha ask for it with `suspicious`."""
    from django.test import override_settings

    from cabinet.settings import CAPTCHA_AFTER

    with override_settings(CAPTCHA_AFTER=dict.fromkeys(CAPTCHA_AFTER, 1_000_000)):
        yield


@pytest.fixture(scope="session", autouse=True)
def cheap_hashes() -> Iterator[None]:
    """Argon2 as in production, but quick: half of the suite's time went into hashing what nobody will ever guess."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    with pytest.MonkeyPatch.context() as patch:
        for cost, least in {"time_cost": 1, "memory_cost": 8, "parallelism": 1}.items():
            patch.setattr(Argon2PasswordHasher, cost, least)
        yield


@pytest.fixture(scope="session", autouse=True)
def bot_that_looks_each_time() -> Iterator[None]:
    """The bot and the pages know at once what a test wrote down; elsewhere they look once in a while."""
    from django.test import override_settings

    with override_settings(BOT_CHECK_SECONDS=0.0, PAGES_KEPT_SECONDS=0.0):
        yield


@pytest.fixture(scope="session", autouse=True)
def never_night() -> Iterator[None]:
    """No quiet hours, whenever the suite is run; tests of them ask for them with `nights`."""
    from django.test import override_settings

    with override_settings(QUIET_HOURS=None):
        yield


@pytest.fixture
def nights(settings: Any) -> None:
    """Quiet hours from ten to eight."""
    settings.QUIET_HOURS = ("22:00", "08:00")


@pytest.fixture(autouse=True)
def nothing_of_the_operators_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """The brand of the settings, the SMS of the code and no news, known without reading, so that no test counts a
    query for them; one that changes any says `forget`, and leaves nothing behind."""
    from django.conf import settings

    from cabinet.core import brand
    from cabinet.home.news import selectors as news
    from cabinet.sms import texts

    monkeypatch.setattr(brand, "_kept", (inf, brand.BrandView(**{"logo": "", **settings.BRAND_DEFAULTS})))
    monkeypatch.setattr(texts, "_kept", (inf, {}))
    monkeypatch.setattr(news.NEWEST_ITEMS, "_kept", (inf, []))


@pytest.fixture
def suspicious(settings: Any) -> None:
    """Captchas as the portal's own settings have them."""
    from cabinet.settings import CAPTCHA_AFTER

    settings.CAPTCHA_AFTER = CAPTCHA_AFTER


@pytest.fixture(scope="session", autouse=True)
def may_be_ahead() -> Iterator[timedelta]:
    """Tests post at moments of their own, which the database's clock need not have reached; this is what is allowed
    outside of them."""
    from billing.services import ledger

    allowed = ledger.MAY_BE_AHEAD
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger, "MAY_BE_AHEAD", timedelta.max)
        yield allowed


@pytest.fixture
def mobile_network(settings: Any) -> None:
    """An installation to which nginx tells the mobile network's numbers (see `tests.mobile`)."""
    settings.DEMO = False
    settings.SECURE_SSL_REDIRECT = False
    settings.MSISDN_HEADER_SECRET = SECRET
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/28")]


@pytest.fixture(scope="session")
def portal() -> Iterator[Portal]:
    """A whole portal with the demonstration's data, shared by the journeys: each keeps to a line of its own."""
    var = engines.worker_directory() / "portal"
    with engines.clone_with_demo(f"{engines.template_name()}_{engines.WORKER}_portal", var=var) as url:
        whole = Portal(
            var,
            database_url=url,
            environment={
                "CHAT_SMS_DELAY": "2",
                "CAPTCHA_AFTER_NETWORK": "1000000",
                "SIMULATOR_NETWORK_DAY": "0.5",
                "SIMULATOR_RECEIPT_DELAY": "3",
                "COMMAND_TIME": "20",
                "GATEWAY_CONTENT_SECRETS": f"stars:{STARS_SECRET}",
            },
        )
        try:
            whole.run()
            yield whole
        finally:
            whole.stop()


@pytest.fixture
def new_portal(tmp_path: Path) -> Iterator[Callable[..., Portal]]:
    """Makes portals that a test may break: `new_portal(SMS_LEASE="2")`. Each has a database and a Valkey of its own,
    and with `own_postgres=True` a PostgreSQL, too."""
    with ExitStack() as afterwards:
        numbers = count()

        def make(*, own_postgres: bool = False, **environment: str) -> Portal:
            number = next(numbers)
            var, url = tmp_path / f"portal{number}", None
            if not own_postgres:
                name = f"{engines.template_name()}_{engines.WORKER}_new{number}"
                url = afterwards.enter_context(engines.clone_with_demo(name, var=var))
            portal = Portal(var, database_url=url, environment=environment)
            afterwards.callback(portal.stop)
            portal.run()
            return portal

        yield make


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """Chromium of this machine."""
    kept = Chromium(found())
    yield kept
    kept.stop()


@pytest.fixture
def browser(chromium: Chromium) -> Iterator[Browser]:
    """Chromium with nothing in it; make contexts with `browser.new_context(locale="ru-RU")`."""
    with chromium.lent() as browser:
        yield browser
