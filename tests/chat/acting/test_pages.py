"""Proposing at the desk and answering in the thread, by forms alone."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from billing.models import Account
from cabinet.accounts.assurance import Proof
from cabinet.accounts.models import Line, SecurityEvent, SecurityEventKind, User
from chat.models import Conversation, Message, Proposal, ProposalState
from subscriptions.models import ContentService, Service, Subscription
from tests.billing.money import charge
from tests.people import NOW, signed_in
from tests.subscriptions.made import make_service

pytestmark = pytest.mark.django_db

Suggest = Callable[..., Proposal]


@pytest.fixture(autouse=True)
def _today(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def desk(specialist: User) -> Client:
    return signed_in(specialist)


@pytest.fixture
def browser(owner: User) -> Client:
    return signed_in(owner)


@pytest.fixture
def address(conversation: Conversation) -> str:
    return f"/desk/{conversation.public_id}/propose/"


def hidden(page: str) -> dict[str, str]:
    form = page.split('method="post" action="/desk/')[1].split("</form>")[0]
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))


def act_of(proposal: Proposal) -> str:
    return f"/chat/{proposal.conversation.public_id}/proposal/{proposal.public_id}/"


def test_the_page_lists_what_there_is_and_the_owner_reads_who_looked(
    desk: Client, address: str, stars: ContentService, line: Line, specialist: User
) -> None:
    page = desk.get(address).content.decode()
    assert "Гороскоп stars, 30,00" in page
    assert "Заблокировать номер" in page
    looked = SecurityEvent.objects.get(kind=SecurityEventKind.LOOKED_AT)
    assert (looked.line, looked.made_by) == (line, specialist)


def test_it_is_seen_first_and_then_proposed_once(
    desk: Client, address: str, stars: ContentService, conversation: Conversation
) -> None:
    page = desk.get(address, {"kind": "content_off", "what": "stars"}).content.decode()
    assert "Что уже списано за начатый период, не вернётся." in page
    assert not Proposal.objects.exists()
    form = hidden(page)
    for _press in range(2):
        sent = desk.post(address, form)
        assert (sent.status_code, sent.url) == (302, f"/desk/{conversation.public_id}/")
    assert Proposal.objects.get().state == ProposalState.OPEN
    assert Message.objects.count() == 1
    assert "Отозвать предложение" in desk.get(sent.url).content.decode()


def test_a_price_that_changed_while_the_specialist_read_is_shown_anew(
    desk: Client, address: str, account: Account
) -> None:
    make_service("mail", 100)
    form = hidden(desk.get(address, {"kind": "service_on", "what": "mail"}).content.decode())
    Service.objects.update(price=150)
    refused = desk.post(address, form)
    assert refused.status_code == 422
    assert "условия изменились" in refused.content.decode()
    assert "150,00" in refused.content.decode()
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("amount", ["", "абв", "0", "-3", "1000000000"])
def test_a_sum_that_is_none_says_how_to_mend_it(
    amount: str, desk: Client, address: str, line: Line, account: Account
) -> None:
    entry = charge(account, 30, line=line)
    page = desk.get(address, {"kind": "give_back", "what": str(entry.public_id), "amount": amount})
    assert page.status_code == 422
    assert "Проверьте, пожалуйста" in page.content.decode()


def test_a_sum_by_a_comma_is_understood(desk: Client, address: str, line: Line, account: Account) -> None:
    entry = charge(account, 30, line=line)
    page = desk.get(address, {"kind": "give_back", "what": str(entry.public_id), "amount": "12,50"}).content.decode()
    desk.post(address, hidden(page))
    assert str(Proposal.objects.get().amount) == "12.50"


def test_what_is_not_offered_is_not_proposed(desk: Client, address: str, stars: ContentService) -> None:
    for kind, what in (("content_off", "other"), ("steal", "stars")):
        sent = desk.post(address, {"kind": kind, "what": what, "agreed": "x", "client_id": uuid4()})
        assert sent.status_code == 422
    assert not Proposal.objects.exists()


def test_the_subscriber_sees_what_stops_and_agrees_by_one_tap(
    browser: Client, suggest: Suggest, stars: ContentService, line: Line, conversation: Conversation
) -> None:
    proposal = suggest("content_off", "stars")
    page = browser.get(f"/chat/{conversation.public_id}/?line={line.public_id}").content.decode()
    assert "Больше не спишем" in page
    assert "Отозвать" not in page
    page = browser.post(act_of(proposal), {"answer": "yes", "shown": proposal.fingerprint}, follow=True)
    assert "Вы согласились: сделано" in page.content.decode()
    assert not Subscription.objects.filter(ended_at=None).exists()


def test_in_english_it_is_english(
    browser: Client, suggest: Suggest, stars: ContentService, line: Line, conversation: Conversation
) -> None:
    suggest("content_off", "stars")
    browser.cookies["django_language"] = "en"
    page = browser.get(f"/chat/{conversation.public_id}/?line={line.public_id}").content.decode()
    assert "Switch the subscription off" in page
    assert "at once and free of charge" in page


@pytest.mark.parametrize("as_json", [False, True])
def test_a_session_by_the_networks_word_shows_first_who_it_is(
    as_json: bool, suggest: Suggest, stars: ContentService, owner: User, line: Line
) -> None:
    proposal = suggest("content_off", "stars")
    weak = signed_in(owner, proof=Proof.NETWORK, line=line)
    headers = {"Accept": "application/json"} if as_json else {}
    answer = weak.post(act_of(proposal), {"answer": "yes", "shown": proposal.fingerprint}, headers=headers)
    assert answer.status_code == 302
    assert "/confirm/" in answer.url
    assert Subscription.objects.filter(ended_at=None).exists()
    back = weak.get(act_of(proposal))
    assert back.url.startswith(f"/chat/{proposal.conversation.public_id}/")


def test_a_refusal_is_a_problem_for_a_script(browser: Client, suggest: Suggest, stars: ContentService) -> None:
    proposal = suggest("content_off", "stars")
    answer = browser.post(act_of(proposal), {"answer": "yes", "shown": "other"}, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (409, "proposal_changed")
    assert Subscription.objects.filter(ended_at=None).exists()


def test_the_specialist_cannot_agree_for_the_subscriber(desk: Client, suggest: Suggest, stars: ContentService) -> None:
    proposal = suggest("content_off", "stars")
    desk.post(act_of(proposal), {"answer": "yes", "shown": proposal.fingerprint})
    assert Subscription.objects.filter(ended_at=None).exists()
    desk.post(act_of(proposal), {"answer": "withdraw"})
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.WITHDRAWN


def test_a_proposal_is_found_in_its_own_conversation_only(
    browser: Client, suggest: Suggest, stars: ContentService, line: Line, owner: User
) -> None:
    proposal = suggest("content_off", "stars")
    elsewhere = Conversation.objects.create(
        line=line,
        author=owner,
        topic=proposal.conversation.topic,
        status="closed",
        created_at=proposal.created_at,
        last_event_at=proposal.created_at,
    )
    answer = browser.post(f"/chat/{elsewhere.public_id}/proposal/{proposal.public_id}/", {"answer": "no"})
    assert answer.status_code == 404


def test_a_lost_number_signs_out_who_came_by_it(suggest: Suggest, owner: User, line: Line) -> None:
    proposal = suggest("block", "loss")
    by_its_telephone = signed_in(owner, line=line)
    answer = by_its_telephone.post(act_of(proposal), {"answer": "yes", "shown": proposal.fingerprint})
    assert answer.status_code == 302
    assert by_its_telephone.get("/settings/").url.startswith("/login/")
    line.refresh_from_db()
    assert line.is_lost


def test_many_proposals_cost_no_more_queries(
    browser: Client,
    suggest: Suggest,
    line: Line,
    account: Account,
    conversation: Conversation,
    django_assert_max_num_queries: Callable,
) -> None:
    for _each in range(4):
        suggest("give_back", str(charge(account, 30, line=line).public_id), amount=30)
    page = f"/chat/{conversation.public_id}/?line={line.public_id}"
    browser.get(page)
    with django_assert_max_num_queries(15):
        browser.get(page)
