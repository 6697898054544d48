"""What a specialist proposed is done when the subscriber agrees: once, as it was seen, in both names (S4)."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings

from billing.kinds import EntryKind
from billing.models import Account, Claim, Entry
from cabinet.accounts.models import Line, SecurityEvent, SecurityEventDetails, SecurityEventKind, User
from cabinet.core.channels import Channel
from cabinet.core.errors import NotFound
from cabinet.requests.models import Request
from chat.acting.errors import (
    CannotNow,
    PreviewChanged,
    ProposalOver,
    ProposedAlready,
)
from chat.acting.services.deciding import agree, refuse, sweep, withdraw
from chat.models import Conversation, Event, EventKind, Message, Proposal, ProposalState
from subscriptions.models import ContentService, Service, Subscription
from tests.billing.money import balance, charge, rub
from tests.billing.test_ledger_races import refuse_errors, together
from tests.people import NOW
from tests.subscriptions.made import has, make_service

pytestmark = pytest.mark.django_db

Suggest = Callable[..., Proposal]
LIFE = timedelta(seconds=settings.CHAT_PROPOSAL_LIFE)


def state_of(proposal: Proposal) -> str:
    proposal.refresh_from_db()
    return proposal.state


def live_codes(line: Line) -> list[str]:
    return list(Subscription.objects.filter(line=line, ended_at=None).values_list("code", flat=True))


def test_a_proposal_changes_nothing_and_stands_in_the_thread_as_an_answer(
    suggest: Suggest, stars: ContentService, line: Line, conversation: Conversation, specialist: User, ask: Callable
) -> None:
    ask("Что за Гороскоп?")
    proposal = suggest("content_off", "stars")
    message = Message.objects.get(pk=proposal.message_id)
    assert (message.text, message.card, message.author) == (
        "Отключить подписку «Гороскоп stars»?",
        "proposal",
        specialist,
    )
    assert live_codes(line) == ["stars"]
    assert not Request.objects.exists()
    conversation.refresh_from_db()
    assert (conversation.specialist, conversation.waiting_since) == (specialist, None)


def test_agreed_to_it_is_done_once_and_both_names_are_written_down(
    suggest: Suggest, tap: Suggest, stars: ContentService, line: Line, owner: User, specialist: User
) -> None:
    proposal = suggest("content_off", "stars")
    for _press in range(2):
        tap(proposal)
    assert state_of(proposal) == ProposalState.DONE
    assert live_codes(line) == []
    request = Request.objects.get()
    assert (request.kind, request.user, request.made_by, request.channel) == (
        "content_off",
        owner,
        specialist,
        Channel.STAFF,
    )
    event = SecurityEvent.objects.get(kind=SecurityEventKind.STAFF_CHANGED)
    assert (event.user, event.line, event.made_by) == (owner, line, specialist)
    facts = SecurityEventDetails.objects.get(event=event).facts
    assert (facts["agreed"], facts["name"]) == (owner.public_name, "Отключить подписку «Гороскоп stars»")


def test_the_thread_shows_what_became_of_it(suggest: Suggest, tap: Suggest, stars: ContentService) -> None:
    tap(suggest("content_off", "stars"))
    last = list(Event.objects.order_by("-seq")[:2])
    assert [(event.kind, event.data) for event in last] == [
        (EventKind.TOLD, {"what": "proposal", "state": "done"}),
        (EventKind.CHANGE, {}),
    ]


def test_a_service_is_switched_on_for_the_sum_that_was_seen(
    suggest: Suggest, tap: Suggest, line: Line, account: Account, specialist: User
) -> None:
    make_service("mail", 100)
    proposal = suggest("service_on", "mail")
    assert proposal.shown["button"] == "Подключить за 100,00\u00a0₽"
    tap(proposal)
    assert live_codes(line) == ["mail"]
    assert balance(account) == rub(400)
    assert Proposal.objects.get().request_number == Request.objects.get().number
    assert Request.objects.get().made_by == specialist


def test_a_price_that_changed_is_shown_before_anything_is_done(
    suggest: Suggest, tap: Suggest, line: Line, account: Account
) -> None:
    make_service("mail", 100)
    proposal = suggest("service_on", "mail")
    Service.objects.update(price=150)
    with pytest.raises(PreviewChanged):
        tap(proposal)
    assert state_of(proposal) == ProposalState.OPEN
    assert "150" in proposal.shown["button"]
    assert (live_codes(line), balance(account)) == ([], rub(500))
    assert Event.objects.order_by("-seq")[0].kind == EventKind.CHANGE
    with pytest.raises(PreviewChanged):  # a page that shows the old price agrees to nothing
        tap(proposal, shown="old")
    tap(proposal)
    assert balance(account) == rub(350)


def test_a_service_is_switched_off_and_works_until_paid(
    suggest: Suggest, tap: Suggest, line: Line, account: Account
) -> None:
    held = has(line, make_service("mail", 100))
    tap(suggest("service_off", "mail"))
    held.refresh_from_db()
    assert held.ends_at == held.paid_until
    assert balance(account) == rub(400)


def test_a_small_sum_is_given_back_by_a_claim_that_the_specialist_decides(
    suggest: Suggest, tap: Suggest, line: Line, account: Account, owner: User, specialist: User
) -> None:
    entry = charge(account, 30, line=line)
    tap(suggest("give_back", str(entry.public_id), amount=rub(30)))
    claim = Claim.objects.get()
    assert (claim.request.user, claim.decided_by, claim.refund.amount) == (owner, specialist, rub(30))
    assert claim.request.channel == Channel.STAFF
    assert balance(account) == rub(500)
    assert Entry.objects.filter(kind=EntryKind.REFUND, made_by=specialist).count() == 1


@pytest.mark.parametrize("amount", [31, 501])
def test_more_than_was_taken_or_one_may_alone_is_not_proposed(
    amount: int, suggest: Suggest, line: Line, account: Account
) -> None:
    entry = charge(
        account, 30 if amount == 31 else 600, line=line, **({} if amount == 31 else {"kind": EntryKind.USAGE})
    )
    with pytest.raises(CannotNow):
        suggest("give_back", str(entry.public_id), amount=rub(amount))
    assert not Proposal.objects.exists()


def test_what_one_may_give_back_in_a_day_is_judged_when_it_is_agreed_to(
    suggest: Suggest, tap: Suggest, line: Line, account: Account, settings: object
) -> None:
    entries = [charge(account, 30, line=line) for _each in range(2)]
    first, second = (suggest("give_back", str(each.public_id), amount=rub(30)) for each in entries)
    settings.CLAIM_ALONE_DAILY = rub(50)
    tap(first)
    with pytest.raises(CannotNow):
        tap(second)
    assert Claim.objects.count() == 1
    assert state_of(second) == ProposalState.OPEN


def test_a_charge_of_another_number_is_not_found(suggest: Suggest, account: Account) -> None:
    entry = charge(account, 30)
    with pytest.raises(NotFound):
        suggest("give_back", str(entry.public_id), amount=rub(30))


def test_a_number_is_blocked(suggest: Suggest, tap: Suggest, line: Line, specialist: User) -> None:
    tap(suggest("block", "voluntary"))
    line.refresh_from_db()
    assert line.is_blocked
    assert Request.objects.get().made_by == specialist
    with pytest.raises(CannotNow):
        suggest("block", "voluntary")


def test_refused_it_stays_undone_for_good(
    suggest: Suggest, tap: Suggest, stars: ContentService, line: Line, owner: User
) -> None:
    proposal = suggest("content_off", "stars")
    for _press in range(2):
        refuse(proposal=proposal, by=owner, now=NOW)
    assert state_of(proposal) == ProposalState.REFUSED
    with pytest.raises(ProposalOver):
        tap(proposal)
    assert live_codes(line) == ["stars"]
    assert not SecurityEvent.objects.filter(kind=SecurityEventKind.STAFF_CHANGED).exists()


def test_taken_back_it_cannot_be_agreed_to(
    suggest: Suggest, tap: Suggest, stars: ContentService, specialist: User
) -> None:
    proposal = suggest("content_off", "stars")
    withdraw(proposal=proposal, by=specialist, now=NOW)
    with pytest.raises(ProposalOver):
        tap(proposal)
    assert state_of(proposal) == ProposalState.WITHDRAWN


def test_what_is_done_is_not_taken_back(
    suggest: Suggest, tap: Suggest, stars: ContentService, specialist: User
) -> None:
    proposal = suggest("content_off", "stars")
    tap(proposal)
    with pytest.raises(ProposalOver):
        withdraw(proposal=proposal, by=specialist, now=NOW)
    assert state_of(proposal) == ProposalState.DONE


def test_its_time_runs_out_whether_the_sweep_came_or_not(
    suggest: Suggest, tap: Suggest, stars: ContentService, line: Line
) -> None:
    proposal = suggest("content_off", "stars")
    assert sweep(NOW + LIFE - timedelta(seconds=1)) == 0
    with pytest.raises(ProposalOver):
        tap(proposal, now=NOW + LIFE)
    assert [sweep(NOW + LIFE), sweep(NOW + LIFE)] == [1, 0]
    assert state_of(proposal) == ProposalState.EXPIRED
    assert live_codes(line) == ["stars"]


def test_the_same_is_proposed_once_at_a_time(suggest: Suggest, stars: ContentService, specialist: User) -> None:
    key = uuid4()
    first = suggest("content_off", "stars", client_id=key)
    assert suggest("content_off", "stars", client_id=key) == first
    with pytest.raises(ProposedAlready):
        suggest("content_off", "stars")
    assert Message.objects.count() == 1
    withdraw(proposal=first, by=specialist, now=NOW)
    suggest("content_off", "stars")


@pytest.mark.django_db(transaction=True)
def test_agreed_to_in_two_tabs_at_once_it_is_done_once(
    suggest: Suggest, line: Line, account: Account, owner: User
) -> None:
    entry = charge(account, 30, line=line)
    proposal = suggest("give_back", str(entry.public_id), amount=rub(30))
    pressed = together(lambda _tab: agree(proposal=proposal, by=owner, shown=proposal.fingerprint, now=NOW), threads=4)
    refuse_errors(pressed)
    assert Claim.objects.count() == 1
    assert balance(account) == rub(500)
