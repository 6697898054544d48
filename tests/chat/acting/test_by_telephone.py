"""A subscriber on the telephone agrees by a code that came with the words of the proposal (S4)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from billing.models import Account, Claim
from cabinet.accounts.models import CodePurpose, FailedAttempt, Line, SecurityEventDetails, User
from cabinet.accounts.services.codes import CodeSpent, CodeTooSoon, WrongCode, request_code
from cabinet.core.errors import NotFound
from cabinet.sms.cipher import unseal
from cabinet.sms.models import SmsKind, SmsMessage
from chat.acting.errors import NoNumberForCode, PreviewChanged, ProposalOver
from chat.acting.services.by_telephone import agree_by_code, send_code
from chat.acting.services.deciding import refuse
from chat.models import Event, EventKind, Proposal, ProposalState
from chat.services.assign import AnsweredByAnother
from chat.services.open_conversation import open_conversation
from subscriptions.models import ContentService, Service, Subscription
from tests.billing.money import balance, charge, rub
from tests.billing.test_ledger_races import refuse_errors, together
from tests.people import NOW, give_access, make_specialist, signed_in
from tests.subscriptions.made import make_service

pytestmark = pytest.mark.django_db

Suggest = Callable[..., Proposal]


@pytest.fixture
def proposal(suggest: Suggest, stars: ContentService) -> Proposal:
    return suggest("content_off", "stars")


def sms() -> SmsMessage:
    return SmsMessage.objects.filter(kind=SmsKind.CODE).latest("pk")


def code() -> str:
    """That the last SMS brought: telephones read it at its end."""
    return str(unseal(sms().body)).rsplit("#", 1)[1]


def wrong() -> str:
    return f"{(int(code()) + 1) % 1_000_000:06}"


def is_on() -> bool:
    return Subscription.objects.filter(code="stars", ended_at=None).exists()


def test_the_sms_says_what_is_agreed_to_and_the_code_does_it(
    proposal: Proposal, specialist: User, owner: User, line: Line
) -> None:
    send_code(proposal=proposal, by=specialist, now=NOW)
    assert sms().msisdn == line.msisdn
    assert "Отключить подписку «Гороскоп stars»? Отключить подписку." in unseal(sms().body)
    assert is_on()
    agree_by_code(proposal=proposal, by=specialist, typed=code(), now=NOW)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by) == (ProposalState.DONE, owner)
    assert not is_on()
    facts = SecurityEventDetails.objects.get(facts__what="proposal").facts
    assert (facts["agreed"], facts["code_told_to"]) == (owner.public_name, specialist.public_name)


def test_the_sms_names_the_sum(suggest: Suggest, specialist: User, account: Account) -> None:
    make_service("mail", 100)
    send_code(proposal=suggest("service_on", "mail"), by=specialist, now=NOW)
    assert "Подключить за 100,00 ₽" in unseal(sms().body)


def test_the_subscriber_reads_in_the_thread_that_a_code_was_sent(proposal: Proposal, specialist: User) -> None:
    send_code(proposal=proposal, by=specialist, now=NOW)
    last = Event.objects.latest("seq")
    assert (last.kind, last.actor, last.data) == (EventKind.TOLD, specialist, {"what": "proposal", "state": "code"})


def test_a_wrong_code_does_nothing_and_is_remembered(proposal: Proposal, specialist: User, owner: User) -> None:
    send_code(proposal=proposal, by=specialist, now=NOW)
    with pytest.raises(WrongCode):
        agree_by_code(proposal=proposal, by=specialist, typed=wrong(), now=NOW)
    assert FailedAttempt.objects.get().user == owner
    assert is_on()


def test_five_guesses_are_all(proposal: Proposal, specialist: User) -> None:
    send_code(proposal=proposal, by=specialist, now=NOW)
    for _guess in range(5):
        with pytest.raises(WrongCode):
            agree_by_code(proposal=proposal, by=specialist, typed=wrong(), now=NOW)
    with pytest.raises(CodeSpent):
        agree_by_code(proposal=proposal, by=specialist, typed=code(), now=NOW)
    assert is_on()


def test_without_a_code_nobody_agrees(proposal: Proposal, specialist: User) -> None:
    with pytest.raises(CodeSpent):
        agree_by_code(proposal=proposal, by=specialist, typed="", now=NOW)
    assert is_on()


@pytest.mark.parametrize("purpose", [CodePurpose.SIGN_IN, CodePurpose.CONFIRM])
def test_a_code_for_something_else_agrees_to_nothing(
    purpose: CodePurpose, proposal: Proposal, specialist: User, line: Line
) -> None:
    request_code(msisdn=str(line.msisdn), purpose=purpose, now=NOW)
    with pytest.raises(CodeSpent):
        agree_by_code(proposal=proposal, by=specialist, typed=code(), now=NOW)
    assert is_on()


def test_the_code_of_one_proposal_agrees_to_no_other(
    proposal: Proposal, suggest: Suggest, specialist: User, account: Account
) -> None:
    make_service("mail", 100)
    other = suggest("service_on", "mail")
    send_code(proposal=proposal, by=specialist, now=NOW)
    with pytest.raises(CodeSpent):
        agree_by_code(proposal=other, by=specialist, typed=code(), now=NOW)
    assert balance(account) == rub(470)  # the first day of the horoscope, and nothing else


def test_what_changed_since_the_sms_is_not_agreed_to_by_its_code(
    suggest: Suggest, specialist: User, account: Account
) -> None:
    make_service("mail", 100)
    proposal = suggest("service_on", "mail")
    send_code(proposal=proposal, by=specialist, now=NOW)
    Service.objects.update(price=150)
    with pytest.raises(PreviewChanged):
        agree_by_code(proposal=proposal, by=specialist, typed=code(), now=NOW)
    proposal.refresh_from_db()
    with pytest.raises(CodeSpent):
        agree_by_code(proposal=proposal, by=specialist, typed=code(), now=NOW)
    assert balance(account) == rub(500)


def test_what_is_over_gets_no_code_and_is_not_agreed_to(proposal: Proposal, specialist: User, owner: User) -> None:
    send_code(proposal=proposal, by=specialist, now=NOW)
    refuse(proposal=proposal, by=owner, now=NOW)
    proposal.refresh_from_db()
    with pytest.raises(ProposalOver):
        agree_by_code(proposal=proposal, by=specialist, typed=code(), now=NOW)
    with pytest.raises(ProposalOver):
        send_code(proposal=proposal, by=specialist, now=NOW + timedelta(hours=1))
    assert is_on()


def test_codes_are_sent_no_faster_than_to_confirm(proposal: Proposal, specialist: User) -> None:
    send_code(proposal=proposal, by=specialist, now=NOW)
    events = Event.objects.count()
    with pytest.raises(CodeTooSoon):
        send_code(proposal=proposal, by=specialist, now=NOW)
    assert Event.objects.count() == events


def test_only_who_answers_the_conversation_asks_for_the_code(proposal: Proposal, specialist: User, owner: User) -> None:
    with pytest.raises(AnsweredByAnother):
        send_code(proposal=proposal, by=make_specialist("petr"), now=NOW)
    with pytest.raises(NotFound):
        send_code(proposal=proposal, by=owner, now=NOW)
    send_code(proposal=proposal, by=specialist, now=NOW)
    with pytest.raises(AnsweredByAnother):
        agree_by_code(proposal=proposal, by=make_specialist("olga"), typed=code(), now=NOW)
    with pytest.raises(NotFound):
        agree_by_code(proposal=proposal, by=owner, typed=code(), now=NOW)
    assert is_on()


def test_a_person_whom_no_number_of_theirs_proves_gets_no_code(
    suggest: Suggest, stars: ContentService, specialist: User, line: Line, topic: Any
) -> None:
    """Whose access was given, not proven by a code of the number: the owner's telephone is not theirs."""
    talk = open_conversation(line=line, topic=topic, author=give_access(line), now=NOW)
    with pytest.raises(NoNumberForCode):
        send_code(proposal=suggest("content_off", "stars", conversation=talk), by=specialist, now=NOW)
    assert not SmsMessage.objects.filter(kind=SmsKind.CODE).exists()


@pytest.mark.django_db(transaction=True)
def test_pressed_twice_at_once_it_is_done_once(
    suggest: Suggest, specialist: User, line: Line, account: Account
) -> None:
    entry = charge(account, 30, line=line)
    proposal = suggest("give_back", str(entry.public_id), amount=rub(30))
    send_code(proposal=proposal, by=specialist, now=NOW)
    typed = code()
    pressed = together(lambda _tab: agree_by_code(proposal=proposal, by=specialist, typed=typed, now=NOW), threads=3)
    refuse_errors(pressed)
    assert Claim.objects.count() == 1
    assert balance(account) == rub(500)


def test_at_the_desk_it_is_a_form_without_scripts(
    time_machine: Any, proposal: Proposal, specialist: User, owner: User
) -> None:
    time_machine.move_to(NOW, tick=False)
    desk: Client = signed_in(specialist)
    talk = proposal.conversation.public_id
    act = f"/chat/{talk}/proposal/{proposal.public_id}/"
    assert "Отправить код абоненту" in desk.get(f"/desk/{talk}/").content.decode()
    assert "Код отправлен абоненту" in desk.post(act, {"answer": "send-code"}, follow=True).content.decode()
    refused = desk.post(act, {"answer": "code", "code": wrong()}, headers={"Accept": "application/json"})
    assert (refused.status_code, refused.json()["code"]) == (409, "wrong_code")
    desk.post(act, {"answer": "code", "code": code()})
    assert not is_on()


def test_the_subscribers_page_has_no_such_form_and_takes_none(
    time_machine: Any, proposal: Proposal, specialist: User, owner: User, line: Line
) -> None:
    time_machine.move_to(NOW, tick=False)
    browser = signed_in(owner)
    talk = proposal.conversation.public_id
    assert "Отправить код абоненту" not in browser.get(f"/chat/{talk}/?line={line.public_id}").content.decode()
    browser.post(f"/chat/{talk}/proposal/{proposal.public_id}/", {"answer": "send-code"})
    assert not SmsMessage.objects.filter(kind=SmsKind.CODE).exists()
