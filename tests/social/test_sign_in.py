"""Signing in and linking against a real provider of OpenID Connect (A7)."""

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.test import Client

from cabinet.accounts.assurance import KEY as PROOFS
from cabinet.accounts.assurance import Proof
from cabinet.accounts.models import LineStatus, SecurityEvent, SecurityEventKind, Session, User
from cabinet.sms.cipher import unseal
from cabinet.sms.models import SmsMessage
from tests.accounts.test_codes import code_in_sms
from tests.people import make_owner, make_specialist, signed_in
from tests.social.conftest import SITE, come_back, leave
from tests.social.openid_provider import consent

pytestmark = pytest.mark.django_db

NUMBER = "79031234567"
LINK = f"/settings/security/social/{SITE}/"


@pytest.fixture
def owner(known):
    return make_owner(NUMBER)[0]


def link(client: Client, subject: str = "maria"):
    return come_back(client, consent(leave(client, LINK), subject=subject))


def come(client: Client, subject: str = "maria", **fields: str):
    """Sign in by the provider."""
    return come_back(client, consent(leave(client, **fields), subject=subject))


def sign_in_by_code(client: Client, **fields: str):
    client.post("/login/", {"phone": NUMBER, "how": "code", **fields})
    return client.post("/login/code/", {"code": code_in_sms()})


def told(answer) -> str:
    """The page of what went wrong."""
    assert "/trouble/" in answer.url
    return answer.client.get(answer.url).content.decode()


def kinds() -> list[str]:
    return [*SecurityEvent.objects.order_by("pk").values_list("kind", flat=True)]


def test_a_linked_account_signs_its_person_in_where_they_wanted_to_be(owner):
    assert link(signed_in(owner)).url == "/settings/security/social/"
    client = Client()
    before = client.get("/login/").context["request"].session.session_key
    assert come(client, next="/finance/operations/").url == "/finance/operations/"
    assert client.get("/").context["user"] == owner
    assert client.session.session_key != before
    assert [*client.session[PROOFS]] == [Proof.SOCIAL]
    assert kinds() == [SecurityEventKind.SOCIAL_LINKED, SecurityEventKind.SIGNED_IN]


def test_the_session_gets_a_new_key_and_the_old_one_is_worth_nothing(owner):
    link(signed_in(owner))
    client = Client()
    address = consent(leave(client), subject="maria")
    before = client.session.session_key
    come_back(client, address)
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_nothing_is_kept_but_who_it_is_and_a_name(owner):
    link(signed_in(owner))
    come(Client())
    account = SocialAccount.objects.get()
    assert (account.user, account.provider, account.uid) == (owner, SITE, "maria")
    assert account.extra_data == {"name": "Мария К."}
    assert not SocialToken.objects.exists()
    assert not SocialApp.objects.exists()
    assert not EmailAddress.objects.exists()
    owner.refresh_from_db()
    assert (owner.email, owner.login, owner.name) == ("", None, "Мария")


def test_neither_e_mail_nor_telephone_means_anybody(owner):
    owner.email = "maria@example.org"
    owner.save()
    client = Client()
    assert come(client).url == "/login/?next="
    assert not client.get("/").context["user"].is_authenticated
    assert not SocialAccount.objects.exists()


def test_an_account_that_is_not_linked_makes_nobody_and_leads_to_the_sms(owner):
    people = User.objects.count()
    client = Client()
    answer = come_back(client, consent(leave(client, next="/numbers/"), subject="nobody-yet"))
    assert answer.url == "/login/?next=%2Fnumbers%2F"
    assert "пока не привязан" in client.get(answer.url).content.decode()
    assert User.objects.count() == people


def test_after_the_code_linking_is_offered_and_one_button_does_it(owner):
    client = Client()
    come(client, next="/numbers/")
    assert sign_in_by_code(client, next="/numbers/").url == "/login/social/offer/"
    page = client.get("/login/social/offer/").content.decode()
    assert "Привязать вход через Тест ID?" in page
    assert "Мария К." in page
    assert client.post("/login/social/offer/", {"answer": "link"}).url == "/numbers/"
    assert SocialAccount.objects.get().user == owner
    assert client.get("/login/social/offer/").url == "/"  # it is offered once


def test_not_now_links_nothing_and_goes_on(owner):
    client = Client()
    come(client)
    sign_in_by_code(client)
    assert client.post("/login/social/offer/", {"answer": "later"}).url == "/"
    assert not SocialAccount.objects.exists()
    assert client.post("/login/social/offer/", {"answer": "link"}).url == "/"
    assert not SocialAccount.objects.exists()


def test_linking_needs_a_code_however_one_is_signed_in(owner):
    for proof in (Proof.PASSWORD, Proof.SOCIAL, Proof.NETWORK):
        client = signed_in(owner, proof=proof)
        for answer in (client.get(LINK), client.post(LINK)):
            assert answer.url == f"/confirm/?next={LINK.replace('/', '%2F')}"


def test_an_account_belongs_to_one_cabinet_and_the_page_does_not_say_whose(owner):
    link(signed_in(owner))
    stranger, _line = make_owner("79160000001")
    stranger.name = owner.name = "Тайное Имя"
    page = told(link(signed_in(stranger)))
    assert "уже привязан" in page
    assert NUMBER not in page
    assert "Тайное" not in page
    assert SocialAccount.objects.get().user == owner


def test_one_account_of_a_site_for_a_cabinet(owner):
    client = signed_in(owner)
    link(client)
    assert "Сначала отвяжите" in told(link(client, "petr"))
    assert SocialAccount.objects.get().uid == "maria"


def test_linking_twice_is_linking_once(owner):
    client = signed_in(owner)
    link(client)
    assert link(client).status_code == 302
    assert SocialAccount.objects.count() == 1
    assert kinds() == [SecurityEventKind.SOCIAL_LINKED]


def test_unlinking_is_a_post_and_ends_the_way_in(owner):
    client = signed_in(owner)
    link(client)
    assert client.get(f"{LINK}unlink/").status_code == 200
    assert SocialAccount.objects.exists()
    assert client.post(f"{LINK}unlink/").url == "/settings/security/social/"
    assert not SocialAccount.objects.exists()
    assert kinds() == [SecurityEventKind.SOCIAL_LINKED, SecurityEventKind.SOCIAL_UNLINKED]
    assert come(Client()).url.startswith("/login/")


def test_the_person_is_told_of_both_by_sms(owner):
    client = signed_in(owner)
    link(client)
    client.post(f"{LINK}unlink/")
    told = [unseal(each.body) for each in SmsMessage.objects.filter(msisdn=NUMBER).order_by("pk")]
    assert [text.split(".")[0] for text in told] == ["Привязан вход через Тест ID", "Отвязан вход через Тест ID"]


def test_a_person_who_came_by_another_site_alone_gives_a_code_before_unlinking(owner):
    link(signed_in(owner))
    client = Client()
    come(client)
    assert client.post(f"{LINK}unlink/").url.startswith("/confirm/")
    assert SocialAccount.objects.exists()


def test_one_cannot_unlink_what_is_anothers(owner):
    link(signed_in(owner))
    stranger, _line = make_owner("79160000001")
    assert signed_in(stranger).post(f"{LINK}unlink/").status_code == 302
    assert SocialAccount.objects.get().user == owner


def test_staff_neither_link_nor_come_in(owner):
    link(signed_in(owner))
    anna = make_specialist()
    for address in ("/settings/security/social/", LINK, f"{LINK}unlink/"):
        assert signed_in(anna).get(address).status_code == 404
    SocialAccount.objects.update(user=anna)
    client = Client()
    assert "сейчас нельзя" in told(come(client))
    assert not client.get("/").context["user"].is_authenticated


@pytest.mark.parametrize("why", ["inactive", "blocked"])
def test_who_may_not_enter_is_told_so_and_it_is_written_down(owner, why):
    link(signed_in(owner))
    if why == "inactive":
        User.objects.filter(pk=owner.pk).update(is_active=False)
    else:
        owner.contracts.get().lines.update(status=LineStatus.BLOCKED)
    Session.objects.all().delete()
    client = Client()
    assert "сейчас нельзя" in told(come(client))
    assert not Session.objects.filter(user=owner).exists()
    assert kinds()[-1] == SecurityEventKind.SIGN_IN_FAILED


def test_who_is_signed_in_already_is_not_swapped_for_another(owner):
    link(signed_in(owner))
    stranger, _line = make_owner("79160000001")
    client = Client()
    address = consent(leave(client), subject="maria")
    client.force_login(stranger)  # in another tab
    assert "Вы уже вошли" in told(come_back(client, address))
    assert client.get("/").context["user"] == stranger


def test_nobody_is_led_away_from_the_portal(owner):
    link(signed_in(owner))
    for after in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        assert come(Client(), next=after).url == "/"
