"""Whatever a provider, or somebody in between, does wrong ends on a page of ours, and changes nothing (A7)."""

import re
import time
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from cabinet.accounts.models import User
from cabinet.accounts.social import journey
from cabinet.core.bounded_http import BoundedSession
from tests.people import make_owner, signed_in
from tests.social.conftest import SITE, come_back, configure, leave
from tests.social.openid_provider import consent

pytestmark = pytest.mark.django_db

START = f"/login/social/{SITE}/"
CALLBACK = f"{START}callback/"
LINK = f"/settings/security/social/{SITE}/"


@pytest.fixture(autouse=True)
def nothing_changes(db):
    """No test of this file makes a person, a link, or signs anybody in."""
    owner, _line = make_owner("79031234567")
    people = User.objects.count()
    yield owner
    assert User.objects.count() == people
    assert not SocialAccount.objects.exists()


def is_page_of_ours(answer, words: str) -> None:
    """A page in the portal's look, at an address of its own, with a heading, a sentence and a way on."""
    assert answer.status_code == 302, answer.content.decode()
    assert re.fullmatch(r"/login/social/[a-z0-9-]+/trouble/[a-z_]+/", answer.url)
    page = answer.client.get(answer.url).content.decode()
    assert re.search(r"<h1>[^<]*" + re.escape(words), page), page
    assert 'href="/login/"' in page or 'href="/settings/security/social/"' in page
    assert "secret" not in page


# Whoever did not begin here


def test_a_forged_state_is_refused_without_asking_the_provider(client, liar):
    leave(client)
    liar.asked.clear()
    is_page_of_ours(client.get(CALLBACK, {"code": "x", "state": "forged-by-someone"}), "Вход не завершён")
    is_page_of_ours(client.get(CALLBACK, {"code": "x"}), "Вход не завершён")
    is_page_of_ours(client.get(CALLBACK), "Вход не завершён")
    assert liar.asked == []


def test_a_link_that_somebody_else_began_does_not_end_in_my_browser(known):
    """Login CSRF: the attacker's own way back, opened by the victim."""
    attackers = consent(leave(Client()), subject="maria")
    victim = Client()
    victim.get("/login/")
    is_page_of_ours(come_back(victim, attackers), "Вход не завершён")
    is_page_of_ours(come_back(signed_in(User.objects.get()), attackers), "Вход не завершён")


def test_a_way_back_works_once(client, known):
    address = consent(leave(client), subject="maria")
    assert come_back(client, address).status_code == 302
    is_page_of_ours(come_back(client, address), "Вход не завершён")


def test_a_code_that_was_used_is_refused_by_the_provider_with_a_state_of_its_own(client, known):
    used = consent(leave(client), subject="maria")
    come_back(client, used)
    fresh = parse_qs(urlsplit(leave(client)).query)["state"][0]
    code = parse_qs(urlsplit(used).query)["code"][0]
    is_page_of_ours(client.get(CALLBACK, {"code": code, "state": fresh}), "Не получилось войти")


def test_a_state_of_one_provider_is_none_of_another(client, liar, settings):
    configure(settings, liar.url, f"{liar.url}/other")
    back = urlsplit(liar.consent(leave(client)))
    is_page_of_ours(client.get(f"/login/social/{SITE}-1/callback/?{back.query}"), "Вход не завершён")


def test_a_code_that_was_stolen_on_its_way_is_no_use_to_the_thief(client, liar):
    """PKCE: the thief's own journey has another secret."""
    stolen = parse_qs(urlsplit(liar.consent(leave(client))).query)["code"][0]
    thief = Client()
    state = parse_qs(urlsplit(leave(thief)).query)["state"][0]
    is_page_of_ours(thief.get(CALLBACK, {"code": stolen, "state": state}), "Не получилось войти")


def test_a_link_cannot_begin_a_journey(client, liar):
    assert client.get(START).url == "/login/"
    assert client.get(f"{START}?process=link&next=/").url == "/login/"
    assert Client(enforce_csrf_checks=True).post(START).status_code == 403
    assert liar.asked == []


def test_a_link_cannot_widen_what_is_asked_for(client, liar):
    address = leave(client, f"{START}?scope=email,phone&auth_params=prompt%3Dnone&process=redirect")
    asked = parse_qs(urlsplit(address).query)
    assert set(asked["scope"][0].split()) == {"openid", "profile"}
    assert "prompt" not in asked


def test_a_site_without_keys_is_nowhere(client, settings):
    settings.SOCIALACCOUNT_PROVIDERS = {}
    for address in (START, CALLBACK, "/login/social/vk/", "/login/social/vk/callback/"):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code in (404, 405)
    assert "Войти через" not in client.get("/login/").content.decode()
    owner = signed_in(User.objects.get())
    assert owner.get("/settings/security/social/").status_code == 404
    assert "Вход через другие сайты" not in owner.get("/settings/").content.decode()


# What the person or the provider says


def test_who_says_no_is_told_that_nothing_changed(client, known):
    is_page_of_ours(come_back(client, consent(leave(client), deny=True) + _state(client)), "Вы отменили вход")


def _state(client: Client) -> str:
    """The provider of the tests forgets the state when it is refused."""
    [state] = client.session["socialaccount_states"]
    return f"&state={state}"


@pytest.mark.parametrize("error", ["server_error", "temporarily_unavailable", "invalid_scope", "<script>", "ы" * 5000])
def test_an_error_of_the_provider_is_a_page(client, liar, error):
    state = parse_qs(urlsplit(leave(client)).query)["state"][0]
    answer = client.get(CALLBACK, {"error": error, "error_description": "<b>secret", "state": state})
    is_page_of_ours(answer, "Не получилось войти")


@pytest.mark.parametrize(
    "fault",
    [
        "another provider", "script address", "broken openid-configuration", "rubbish openid-configuration",
    ],
)  # fmt: skip
def test_a_provider_that_is_broken_at_the_start_is_a_page(client, liar, fault):
    liar.faults = {fault}
    is_page_of_ours(client.post(START), "Не получилось войти")


@pytest.mark.parametrize(
    "fault",
    [
        "another provider", "broken openid-configuration", "refuse the code", "broken token", "rubbish token",
        "broken jwks", "rubbish jwks", "no id_token", "unsigned", "signed with the secret", "signed by another",
        "unknown key", "wrong issuer", "wrong audience", "for another party", "wrong nonce", "expired", "no subject",
        "subject is a number", "long subject", "without nonce", "without sub", "without exp", "without iss",
        "without aud", "without iat",
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_trusted_is_a_page(client, liar, fault):
    back = liar.consent(leave(client))
    liar.faults = {fault}
    is_page_of_ours(come_back(client, back), "Не получилось войти")
    assert not client.get("/").context["user"].is_authenticated
    assert "social_pending" not in client.session


def test_without_a_fault_the_same_provider_is_believed(client, liar):
    assert come_back(client, liar.consent(leave(client))).url.startswith("/login/?next=")
    assert client.session["social_pending"]["uid"] == "42"


def test_clocks_may_differ_by_some_seconds(client, liar):
    back = liar.consent(leave(client))
    liar.claims["iat"] = liar.claims["nbf"] = int(time.time()) + 30
    assert come_back(client, back).status_code == 302


@pytest.mark.parametrize(
    "fault",
    [f"{how} {what}" for how in ("silent", "drip") for what in ("openid-configuration", "token", "jwks")],
)
def test_a_provider_that_is_slow_keeps_nobody_waiting(client, liar, settings, fault):
    settings.SOCIAL_TIMEOUT = 1.0
    back = liar.consent(leave(client))
    liar.faults = {fault}
    liar.finished.clear()
    is_page_of_ours(come_back(client, back), "Тест ID не отвечает")
    assert fault.split()[1] not in liar.finished  # the person has their answer, the provider is still at it


def test_a_provider_that_is_down_is_a_page(client, liar):
    back = liar.consent(leave(client))
    liar.close()
    is_page_of_ours(come_back(client, back), "Тест ID не отвечает")
    is_page_of_ours(client.post(START), "Тест ID не отвечает")


def test_secrets_go_to_no_other_address(liar, monkeypatch):
    """A redirect of the token endpoint would carry the code and the secret along."""
    monkeypatch.setattr(liar, "_token", lambda handler, form: (302, {}))
    session = BoundedSession()
    assert session.post(f"{liar.url}/token", data={"code": "1"}).status_code == 302
    assert liar.asked == ["token"]


def test_logs_hold_no_secrets(client, liar, caplog):
    for fault in ("refuse the code", "broken token", "unsigned"):
        back = liar.consent(leave(client))
        liar.faults = {fault}
        come_back(client, back)
        liar.faults.clear()
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name == journey.__name__)
    assert ours.count("is not good") == 3
    assert "secret" not in ours
    assert "code" not in ours


# Linking


def test_linking_ends_in_the_session_that_began_it(known, nothing_changes):
    began, other = signed_in(nothing_changes), signed_in(nothing_changes)
    address = consent(leave(began, LINK), subject="maria")
    is_page_of_ours(come_back(other, address), "Вход не завершён")


def test_who_signed_out_meanwhile_links_nothing(known, nothing_changes):
    client = signed_in(nothing_changes)
    address = consent(leave(client, LINK), subject="maria")
    client.post("/logout/")
    is_page_of_ours(come_back(client, address), "Вход не завершён")


def test_another_person_in_the_same_browser_gets_no_link(known, nothing_changes):
    other, _line = make_owner("79160000001")
    client = signed_in(nothing_changes)
    address = consent(leave(client, LINK), subject="maria")
    session = client.session
    session["_auth_user_id"], session["_auth_user_hash"] = str(other.pk), other.get_session_auth_hash()
    session.save()
    is_page_of_ours(come_back(client, address), "Вход не завершён")
    other.contracts.update(owner=None, primary_line=None)
    other.delete()


def test_a_code_that_grew_old_at_the_provider_links_nothing(known, nothing_changes):
    client = signed_in(nothing_changes)
    address = consent(leave(client, LINK), subject="maria")
    session = client.session
    session["proofs"] = {"code": time.time() - 16 * 60}
    session.save()
    is_page_of_ours(come_back(client, address), "Код из SMS устарел")


def test_who_says_no_to_linking_is_led_back_to_the_settings(liar, nothing_changes):
    client = signed_in(nothing_changes)
    state = parse_qs(urlsplit(leave(client, LINK)).query)["state"][0]
    answer = client.get(f"{CALLBACK}?{urlencode({'error': 'access_denied', 'state': state})}")
    is_page_of_ours(answer, "Вы отменили вход")
    assert 'href="/settings/security/social/"' in client.get(answer.url).content.decode()


def test_errors_are_in_the_persons_language(client, liar):
    client.cookies["django_language"] = "en"
    is_page_of_ours(client.get(CALLBACK, {"state": "x", "code": "y"}), "Sign-in not finished")
    liar.faults = {"broken openid-configuration"}
    is_page_of_ours(client.post(START), "Could not sign in with Тест ID")


def test_there_is_no_page_of_a_trouble_that_does_not_exist(client, liar):
    assert client.get(f"{START}trouble/nonsense/").status_code == 404
