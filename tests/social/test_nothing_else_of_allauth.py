"""Of django-allauth only the conversation with other sites is used: no page, table or query of it besides (A7)."""

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount import app_settings
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.urls import URLResolver, get_resolver

from cabinet.accounts.services.lines import close_line
from cabinet.core import brand, personal_data
from tests.people import NOW, add_line, give_access, make_contract, make_owner, signed_in
from tests.social.conftest import SITE, configure

pytestmark = pytest.mark.django_db

OURS = {
    "login/social/<slug:site_id>/",
    "login/social/offer/",
    "login/social/<slug:site_id>/trouble/<slug:code>/",
    "login/social/vk/callback/",
    "login/social/yandex/callback/",
    "login/social/facebook/callback/",
    "login/social/<slug:provider_id>/callback/",
    "settings/security/social/",
    "settings/security/social/<slug:site_id>/",
    "settings/security/social/<slug:site_id>/unlink/",
}


def routes(patterns, before=""):
    """Every address of the portal with the module of its view."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route, pattern.callback.__module__


def test_these_addresses_and_no_others_are_about_other_sites():
    everywhere = dict(routes(get_resolver().url_patterns))
    assert {route for route in everywhere if "social" in route} == OURS
    assert [route for route, module in everywhere.items() if module.startswith("allauth")] == []


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/", "/accounts/login/", "/accounts/signup/", "/accounts/email/", "/accounts/password/reset/",
        "/accounts/social/signup/", "/accounts/social/connections/", "/login/social/signup/", "/login/social/vk/login/",
        "/accounts/oidc/mock/login/", "/login/social/mock/login/callback/", "/login/social/facebook/login/token/",
        "/login/social/login/cancelled/", "/login/social/login/error/",
    ],
)  # fmt: skip
def test_allauths_own_pages_are_not_there(client, settings, address):
    configure(settings, "https://id.example")
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


def test_all_that_could_make_or_match_a_person_is_off():
    assert not app_settings.AUTO_SIGNUP
    assert not app_settings.EMAIL_AUTHENTICATION
    assert not app_settings.EMAIL_AUTHENTICATION_AUTO_CONNECT
    assert not app_settings.STORE_TOKENS
    assert not app_settings.LOGIN_ON_GET
    assert not app_settings.QUERY_EMAIL
    assert not get_adapter().is_open_for_signup(None, None)


def test_keys_are_read_from_the_environment_alone(client, settings):
    settings.SOCIALACCOUNT_PROVIDERS = {}
    SocialApp.objects.create(provider="yandex", name="Planted", client_id="x", secret="y")
    assert get_adapter().list_apps(None) == []
    assert client.post("/login/social/yandex/").status_code == 404


def test_the_admin_shows_none_of_it():
    for model in (EmailAddress, SocialAccount, SocialApp, SocialToken):
        assert not admin.site.is_registered(model)


def test_it_costs_an_ordinary_page_no_query(client, settings, django_assert_num_queries):
    configure(settings, "https://id.example")
    brand.current()  # kept for seconds: not a query of the page
    with django_assert_num_queries(1):  # whether the door asks for a captcha
        assert "Войти через" in client.get("/login/").content.decode()
    with django_assert_num_queries(0):
        assert client.get("/no-such-page/").status_code == 404


def test_the_page_of_links_asks_as_much_about_three_sites_as_about_one(settings, django_assert_max_num_queries):
    owner, _line = make_owner("79031234567")
    configure(settings, "https://a.example", "https://b.example", "https://c.example")
    for site in (SITE, f"{SITE}-1", "gone"):
        SocialAccount.objects.create(user=owner, provider=site, uid="1", extra_data={"name": "Мария"})
    browser = signed_in(owner)
    with django_assert_max_num_queries(7):
        page = browser.get("/settings/security/social/").content.decode()
    assert page.count("Отвязать") == 3  # one of them to a site that has lost its keys
    assert page.count("Привязать") == 1


# When a number or a cabinet ends


def linked(user):
    return SocialAccount.objects.create(user=user, provider=SITE, uid=str(user.pk), extra_data={"name": "Пётр"})


def test_whom_no_other_number_proves_keeps_no_way_in_when_it_closes():
    contract = make_contract("79031234567")
    line = add_line(contract, "79031234568")
    person, guest = give_access(line, by_code=True), give_access(line)
    linked(person), linked(guest)
    close_line(line=line, now=NOW)
    assert [*SocialAccount.objects.values_list("user", flat=True)] == [guest.pk]


def test_whom_another_number_proves_keeps_theirs():
    owner, line = make_owner("79031234567")
    person = give_access(add_line(line.contract, "79031234568"), by_code=True)
    make_contract("79160000001", owner=person)
    linked(owner), linked(person)
    close_line(line=line.contract.lines.get(msisdn="79031234568"), now=NOW)
    assert SocialAccount.objects.count() == 2


def test_an_owner_whose_only_number_closes_keeps_no_way_in():
    owner, line = make_owner("79031234567")
    linked(owner)
    close_line(line=line, now=NOW)
    assert not SocialAccount.objects.exists()


def test_the_person_gets_a_copy_of_what_is_kept_and_it_is_erased(settings):
    configure(settings, "https://id.example")
    owner, _line = make_owner("79031234567")
    other, _theirs = make_owner("79160000001")
    linked(owner), linked(other)
    [entry] = [each for each in personal_data.entries() if each.name == "social_accounts"]
    [row] = entry.export(owner, NOW)
    assert (row["site"], row["subject"], row["name"]) == ("Тест ID", str(owner.pk), "Пётр")
    assert entry.erase is not None
    entry.erase(owner, NOW)
    assert SocialAccount.objects.get().user == other
