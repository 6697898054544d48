"""Providers, and what a browser does between the portal and them."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests.social.openid_provider import Liar, entry, real_provider

SITE = "mock"


@pytest.fixture(scope="session")
def provider() -> Iterator[str]:
    """A real provider in a process of its own, with two people."""
    people = (
        {"sub": "maria", "name": "Мария К.", "email": "maria@example.org", "phone_number": "+79031234567"},
        {"sub": "petr", "name": "Пётр"},
    )
    with real_provider(*people) as url:
        yield url


@pytest.fixture
def known(settings: Any, provider: str) -> str:
    """The real provider has keys here; its address."""
    configure(settings, provider)
    return provider


@pytest.fixture
def liar(settings: Any) -> Iterator[Liar]:
    """The provider that lies as it is told has keys here."""
    liar = Liar()
    configure(settings, liar.url)
    yield liar
    liar.close()


def configure(settings: Any, *addresses: str) -> None:
    entries = [entry(address, SITE if index == 0 else f"{SITE}-{index}") for index, address in enumerate(addresses)]
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": each["id"],
                    "name": each["name"],
                    "client_id": each["client_id"],
                    "secret": each["secret"],
                    "settings": {"server_url": each["server_url"]},
                }
                for each in entries
            ]
        }
    }


def leave(client: Client, address: str = f"/login/social/{SITE}/", **fields: str) -> str:
    """Press a button that leads to the provider; the address there."""
    answer = client.post(address, fields)
    assert answer.status_code == 200, answer
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', answer.content.decode())
    assert found, answer.content.decode()
    return unescape(found[1])


def come_back(client: Client, address: str) -> Any:
    """Open the address that the provider sent the browser to."""
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}")
