"""Which sites have keys, as the environment says (A7)."""

import json

import pytest
from django.core.exceptions import ImproperlyConfigured

from cabinet import social_keys
from cabinet.accounts.social.sites import sites

ENTRY = {"id": "bank-id", "name": "Банк", "server_url": "https://id.bank.example", "client_id": "1", "secret": "2"}


@pytest.fixture
def said(monkeypatch, settings):
    """Says something in the environment and reads the sites from it."""

    def say(**environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, value if isinstance(value, str) else json.dumps(value))
        settings.SOCIALACCOUNT_PROVIDERS = social_keys.from_environment()
        return [(site.id, str(site.name)) for site in sites()]

    return say


def test_without_keys_there_are_none(said):
    assert said() == []
    assert said(SOCIAL_OPENID_CONNECT="[]") == []


def test_each_site_with_keys_is_there(said):
    names = said(
        SOCIAL_VK_CLIENT_ID="1", SOCIAL_VK_SECRET="2", SOCIAL_YANDEX_CLIENT_ID="3", SOCIAL_YANDEX_SECRET="4",
        SOCIAL_FACEBOOK_CLIENT_ID="5", SOCIAL_FACEBOOK_SECRET="6",
        SOCIAL_OPENID_CONNECT=[ENTRY, {**ENTRY, "id": "city", "name": "Город"}],
    )  # fmt: skip
    known = [("vk", "VK"), ("yandex", "Яндекс"), ("facebook", "Facebook")]
    assert names == [*known, ("bank-id", "Банк"), ("city", "Город")]


@pytest.mark.parametrize(
    ("about", "environment"),
    [
        ("both or neither", {"SOCIAL_VK_CLIENT_ID": "1"}),
        ("both or neither", {"SOCIAL_YANDEX_SECRET": "1"}),
        ("JSON list", {"SOCIAL_OPENID_CONNECT": "nonsense"}),
        ("JSON list", {"SOCIAL_OPENID_CONNECT": "{}"}),
        ("has the texts", {"SOCIAL_OPENID_CONNECT": ["x"]}),
        ("has the texts", {"SOCIAL_OPENID_CONNECT": [{"id": "x"}]}),
        ("has the texts", {"SOCIAL_OPENID_CONNECT": [{**ENTRY, "secret": ""}]}),
        ("has the texts", {"SOCIAL_OPENID_CONNECT": [{**ENTRY, "secret": 1}]}),
        ("id", {"SOCIAL_OPENID_CONNECT": [{**ENTRY, "id": "Bank ID"}]}),
        ("id", {"SOCIAL_OPENID_CONNECT": [{**ENTRY, "id": "vk"}]}),
        ("id", {"SOCIAL_OPENID_CONNECT": [{**ENTRY, "id": "offer"}]}),
        ("id", {"SOCIAL_OPENID_CONNECT": [ENTRY, ENTRY]}),
        ("name", {"SOCIAL_OPENID_CONNECT": [{**ENTRY, "name": "Очень длинное название банка"}]}),
        ("https", {"SOCIAL_OPENID_CONNECT": [{**ENTRY, "server_url": "http://id.bank.example"}]}),
        ("https", {"SOCIAL_OPENID_CONNECT": [{**ENTRY, "server_url": "id.bank.example"}]}),
    ],
)
def test_what_is_said_wrongly_refuses_to_start(said, about, environment):
    with pytest.raises(ImproperlyConfigured, match=about):
        said(**environment)
