"""VK, Yandex and Facebook: who it is and a name are read from what each says, and nothing else (A7).

A process of ours stands in for their servers: it answers as they do.
"""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from allauth.socialaccount.providers.facebook import flows as facebook_flows
from allauth.socialaccount.providers.facebook.views import FacebookOAuth2Adapter
from allauth.socialaccount.providers.vk.views import VKOAuth2Adapter
from allauth.socialaccount.providers.yandex.views import YandexOAuth2Adapter

from tests.people import make_owner, signed_in
from tests.social.conftest import come_back, leave
from tests.social.openid_provider import Liar

pytestmark = pytest.mark.django_db

SAID = {
    "vk": {
        "user": {"user_id": 7, "first_name": "Мария", "last_name": "К.", "phone": "79031234567", "email": "m@vk.ru"}
    },
    "yandex": {"id": "8", "display_name": "maria.k", "default_email": "m@ya.ru", "emails": ["m@ya.ru"]},
    "facebook": {"id": "9", "name": "Мария К.", "email": "m@fb.com"},
}
KEPT = {"vk": ("7", "Мария К."), "yandex": ("8", "maria.k"), "facebook": ("9", "Мария К.")}
ASKED = {"vk": "", "yandex": "login:info", "facebook": ""}


@pytest.fixture
def server(settings, monkeypatch):
    server = Liar()
    keys = {"APPS": [{"client_id": "cabinet", "secret": "of tests"}]}
    settings.SOCIALACCOUNT_PROVIDERS = dict.fromkeys(SAID, keys)
    for adapter in (VKOAuth2Adapter, YandexOAuth2Adapter, FacebookOAuth2Adapter):
        monkeypatch.setattr(adapter, "authorize_url", f"{server.url}/authorize")
        monkeypatch.setattr(adapter, "access_token_url", f"{server.url}/token")
        monkeypatch.setattr(adapter, "profile_url", f"{server.url}/me", raising=False)
    monkeypatch.setattr(facebook_flows, "GRAPH_API_URL", server.url)
    yield server
    server.close()


@pytest.mark.parametrize("site", SAID)
def test_only_who_it_is_and_a_name_are_kept(site, server):
    server.claims = SAID[site]
    owner, _line = make_owner("79031234567")
    client = signed_in(owner)
    address = leave(client, f"/settings/security/social/{site}/")
    assert parse_qs(urlsplit(address).query).get("scope", [""]) == [ASKED[site]]
    assert come_back(client, server.consent(address)).url == "/settings/security/social/"
    account = SocialAccount.objects.get()
    assert (account.user, account.provider) == (owner, site)
    assert (account.uid, account.extra_data["name"]) == KEPT[site]
    assert [*account.extra_data] == ["name"]
    assert not EmailAddress.objects.exists()
    assert not SocialToken.objects.exists()
    owner.refresh_from_db()
    assert owner.email == ""


@pytest.mark.parametrize("site", SAID)
def test_a_linked_account_signs_in(client, site, server):
    server.claims = SAID[site]
    owner, _line = make_owner("79031234567")
    SocialAccount.objects.create(user=owner, provider=site, uid=KEPT[site][0])
    assert come_back(client, server.consent(leave(client, f"/login/social/{site}/"))).url == "/"
    assert client.get("/").context["user"] == owner


@pytest.mark.parametrize("site", SAID)
@pytest.mark.parametrize(
    "said",
    [
        [], None, "text", {}, {"error": "x"}, {"id": None}, {"id": ["8"]}, {"id": ""}, {"id": 0},
        {"user": []}, {"user": {"user_id": None}}, {"user": {"user_id": False}},
    ],
)  # fmt: skip
def test_what_none_of_them_says_is_a_page(client, site, server, said):
    server.claims = said
    answer = come_back(client, server.consent(leave(client, f"/login/social/{site}/")))
    assert answer.url == f"/login/social/{site}/trouble/site_failed/"
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("site", ["vk", "yandex"])
def test_their_codes_are_bound_to_who_began(client, site, server):
    assert parse_qs(urlsplit(leave(client, f"/login/social/{site}/")).query)["code_challenge_method"] == ["S256"]


def test_a_name_that_is_an_e_mail_is_not_kept(server):
    server.claims = {"id": "8", "display_name": "maria@example.org"}
    client = signed_in(make_owner("79031234567")[0])
    come_back(client, server.consent(leave(client, "/settings/security/social/yandex/")))
    assert SocialAccount.objects.get().extra_data == {"name": ""}
