"""A number lives many lives: nobody reaches anything of a life that is not theirs (A13), whatever happened before.

A history opens, uses, closes and opens again the same few digits on different contracts. Everything personal that is
made carries a mark of the life that it belongs to; after each step every browser that was ever signed in opens every
page and every old link, and must meet only marks of lives that are its own.
"""

import itertools
import re
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.models import Count
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from billing.causes import Cause
from billing.kinds import EntryKind
from billing.models import Account, AccountKind
from billing.services.ledger import post
from cabinet.accounts.access import lines_for
from cabinet.accounts.models import Access, CodePurpose, Contract, Line, Role, Session, User
from cabinet.accounts.services.codes import request_code
from cabinet.accounts.services.lines import close_line, open_line
from cabinet.accounts.services.sign_in import sign_in_by_code
from cabinet.core.errors import DomainError, TooManyAttempts
from cabinet.requests.services.steps import open_request
from cabinet.sms.cipher import unseal
from cabinet.sms.models import DeviceMessage, SmsKind, SmsMessage, SmsStatus
from cabinet.sms.services.dispatch import dispatch
from cabinet.sms.services.outbox import enqueue
from chat.models import Conversation, Topic
from chat.services.open_conversation import open_conversation
from chat.services.reply import reply
from chat.services.say import say
from tests.billing.usage.seen import use
from tests.people import NOW, make_specialist, signed_in

pytestmark = pytest.mark.django_db

NUMBERS = ("79031234567", "79031234568")
PAGES = (
    "/", "/numbers/", "/finance/operations/", "/finance/usage/", "/chat/", "/ask/", "/settings/", "/settings/security/",
    "/requests/",
)  # fmt: skip
MARK = re.compile(r"mark-[0-9]+-")

DEEDS = (
    "open", "open_beside", "sign_in", "give", "write", "post", "call", "ask", "notice", "code", "late_code", "close",
)  # fmt: skip
STEPS = st.lists(
    st.tuples(
        st.sampled_from(DEEDS),
        st.integers(0, len(NUMBERS) - 1),
    ),
    min_size=4,
    max_size=14,
)
MOVES = ("open", "open_beside", "close")  # after which somebody might see what is not theirs


@dataclass
class Life:
    """One life of a number: the line, who may know of it, the links that were made in it."""

    line: Line
    mark: str
    people: set[int] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)


class World:
    def __init__(self) -> None:
        self.minutes = itertools.count(1)
        self.now = NOW
        self.lives: list[Life] = []
        self.browsers: list[tuple[User, Client, int | None]] = []
        self.specialist = make_specialist(f"spec{uuid4().hex[:8]}")
        self.topic = Topic.objects.all()[0]

    def living(self, number: str) -> Life | None:
        return next((life for life in self.lives if life.line.msisdn == number and not life.line.closed_at), None)

    def do(self, step: str, number: str) -> None:
        self.now = NOW + timedelta(hours=2 * next(self.minutes))
        life = self.living(number)
        if step in ("open", "open_beside"):
            if life is None:
                self.open(number, beside=step == "open_beside")
        elif step == "code":
            with transaction.atomic():
                request_code(msisdn=number, purpose=CodePurpose.SIGN_IN, now=self.now)
            if life:
                life.codes.append(last_code(number))
        elif step == "late_code":
            self.try_codes_of_the_dead(number)
        elif life is not None:
            getattr(self, step)(life)

    def open(self, number: str, *, beside: bool) -> None:
        """On a contract of its own, or beside another number that is alive."""
        other = next((life for life in self.lives if not life.line.closed_at), None) if beside else None
        mark = f"mark-{len(self.lives)}-"
        contract = (
            Contract.objects.get(pk=other.line.contract_id)
            if other
            else Contract.objects.create(number=f"{mark}{uuid4().hex[:12]}", customer_name=f"{mark}customer")
        )
        line = open_line(
            contract=contract,
            number=number,
            msisdn=number,
            label=f"{mark}label",
            as_primary=other is None,
            now=self.now,
        )
        life = Life(line, mark)
        if contract.owner_id:  # whose contract it is sees all of it
            life.people.add(contract.owner_id)
        self.lives.append(life)

    def sign_in(self, life: Life) -> None:
        number = life.line.msisdn
        try:
            request_code(msisdn=number, purpose=CodePurpose.SIGN_IN, now=self.now)
            user, line = sign_in_by_code(msisdn=number, typed=last_code(number), now=self.now)
        except TooManyAttempts:  # the number waits for guesses that were wrong
            return
        assert line == life.line
        life.people.add(user.pk)
        for other in self.lives:  # the owner has the contract's other numbers as well
            if Contract.objects.filter(pk=other.line.contract_id, owner=user).exists():
                other.people.add(user.pk)
        self.browsers.append((user, signed_in(user, line=line), line.pk))

    def give(self, life: Life) -> None:
        user = User.objects.create_user(name="")
        Access.objects.create(user=user, line=life.line, role=Role.MANAGER)
        life.people.add(user.pk)
        self.browsers.append((user, signed_in(user), None))

    def write(self, life: Life) -> None:
        author = User.objects.filter(pk__in=life.people).first()
        if author is None:
            return
        conversation = open_conversation(line=life.line, topic=self.topic, author=author, now=self.now)
        say(conversation=conversation, author=author, client_id=uuid4(), text=f"{life.mark}question", now=self.now)
        text = f"{life.mark}answer"
        reply(conversation=conversation, specialist=self.specialist, client_id=uuid4(), text=text, now=self.now)
        life.links += [f"/chat/{conversation.public_id}/", f"/api/v1/conversations/{conversation.public_id}/events"]

    def post(self, life: Life) -> None:
        account, _made = Account.objects.get_or_create(contract=life.line.contract, kind=AccountKind.MAIN)
        post(
            account=account,
            amount=Decimal("10"),
            kind=EntryKind.PAYMENT,
            reference=f"{uuid4()}",
            line=life.line,
            now=self.now,
            cause=Cause(name=f"{life.mark}payment"),
        )

    def call(self, life: Life) -> None:
        use(life.line, self.now, counterpart=f"{life.mark}other end")

    def ask(self, life: Life) -> None:
        asked = open_request(kind=f"{life.mark}kind"[:24], user=None, line=life.line, now=self.now)
        life.links.append(f"/requests/{asked.public_id}/")

    def notice(self, life: Life) -> None:
        enqueue(
            msisdn=life.line.msisdn,
            text=f"{life.mark}sms",
            kind=SmsKind.NOTICE,
            now=self.now,
            not_after=NOW + timedelta(days=999),
            line_public_id=life.line.public_id,
        )
        if next(self.minutes) % 2:
            dispatch(self.now)

    def close(self, life: Life) -> None:
        close_line(line=life.line, now=self.now)
        life.line.refresh_from_db()

    def try_codes_of_the_dead(self, number: str) -> None:
        for life in self.lives:
            if life.line.msisdn != number or not life.line.closed_at:
                continue
            for code in life.codes:
                with pytest.raises(DomainError):
                    sign_in_by_code(msisdn=number, typed=code, now=self.now)

    def check(self, pages: bool = True) -> None:
        self.check_numbers()
        dead = [life.line.pk for life in self.lives if life.line.closed_at]
        assert not Session.objects.filter(line__in=dead).exists()
        assert not Access.objects.filter(line__in=dead).exists()
        for user, browser, opened_by in self.browsers:
            alive = browser.get("/settings/").status_code == 200
            assert not (alive and opened_by in dead)
            if pages:
                self.check_pages(user, browser)
        self.check_telephones()

    def check_numbers(self) -> None:
        open_ones = Line.objects.filter(closed_at=None).exclude(msisdn=None).values("msisdn")
        assert not open_ones.annotate(lives=Count("pk")).filter(lives__gt=1).exists()

    def check_pages(self, user: User, browser: Client) -> None:
        mine = {life.mark for life in self.lives if user.pk in life.people}
        seen = {line.pk for line in lines_for(user, self.now)}
        assert seen <= {life.line.pk for life in self.lives if life.mark in mine and not life.line.closed_at}
        for life in self.lives:
            for address in [*life.links, *(f"{page}?line={life.line.public_id}" for page in PAGES)]:
                answer = browser.get(address)
                assert answer.status_code in (200, 302, 404)
                if answer.wsgi_request.user.is_authenticated and (life.mark not in mine or life.line.closed_at):
                    assert answer.status_code != 200, f"{address} of {life.mark}"
        # Whose contract it is stands beside a number that one was given access to, whichever life of it came first.
        givers = {life.line.contract.customer_name for life in self.lives if life.line.pk in seen}
        for page in PAGES:
            text = browser.get(page).content.decode()
            for giver in givers:
                text = text.replace(giver, "")
            found = set(MARK.findall(text))
            assert found <= mine, f"{page} shows {found - mine}"

    def check_telephones(self) -> None:
        for number in NUMBERS:
            life = self.living(number)
            texts = DeviceMessage.objects.filter(msisdn=number).values_list("text", flat=True)
            found = set(MARK.findall(" ".join(texts)))
            waiting = SmsMessage.objects.filter(msisdn=number, status=SmsStatus.QUEUED, kind=SmsKind.NOTICE)
            found |= {mark for sms in waiting for mark in MARK.findall(unseal(bytes(sms.body)))}
            assert found <= ({life.mark} if life else set())


def last_code(number: str) -> str:
    return unseal(bytes(SmsMessage.objects.filter(msisdn=number, kind=SmsKind.CODE).order_by("-pk")[0].body))[-6:]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(steps=[("open", 0), ("sign_in", 0), ("open_beside", 1), ("give", 1), ("close", 0)])
@given(steps=STEPS)
def test_nobody_reaches_anything_of_another_life_of_a_number(db, steps):
    with transaction.atomic():
        world = World()
        for step, which in steps:
            world.do(step, NUMBERS[which])
            world.check(pages=step in MOVES)
        world.check()
        transaction.set_rollback(True)


def test_a_whole_life_and_the_next_one():
    """The history that matters most, for sure."""
    world = World()
    life = ["open", "sign_in", "give", "write", "post", "ask", "notice", "code", "close", "late_code"]
    for step in [*life, *life]:
        world.do(step, NUMBERS[0])
        world.check()
    assert [bool(life.line.closed_at) for life in world.lives] == [True, True]
    assert len(world.browsers) == 4
    assert Conversation.objects.filter(line__msisdn=NUMBERS[0]).count() == 2
