"""What addresses with a part of their own are about: one such thing for a line of the world."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.utils import timezone

from billing.claims.services.opening import open_claim
from billing.kinds import EntryKind
from billing.models import Bill, ClaimReason, Entry
from billing.services.ledger import open_account, post
from cabinet.accounts.models import Access, AccessOffer, BlockReason, EmailLink, Line, Role, Session, SignInAlert, User
from cabinet.accounts.selectors import hashed
from cabinet.accounts.services.choices import unsubscribe_link
from cabinet.home.services.data_copy import make_copy, order_copy
from cabinet.requests.models import Request
from cabinet.requests.services.blocking import block, today
from cabinet.requests.services.steps import open_request
from chat.appeals.services import make_appeal
from chat.models import Conversation, Topic
from chat.services.open_conversation import open_conversation
from chat.waiting.call_backs import order_call_back
from subscriptions.models import Recommendation
from tests.access import acting_things as acting
from tests.access import chat_things
from tests.access import payment_things as things
from tests.access import report_things as reports
from tests.access import transfer_things as transfers
from tests.people import give_access, make_owner
from tests.subscriptions.made import make_tariff

if TYPE_CHECKING:
    from tests.access.world import World

OWN, OTHER = "own", "other"


def _conversation(_world: World, line: Line) -> Conversation:
    """The owner's."""
    return _talk(line, line.contract.owner)


def _managers_conversation(world: World, line: Line) -> Conversation:
    """Of the line's manager; the other line has none, and its owner stands in."""
    return _talk(line, world.people["manager"] if line == world.lines[OWN] else line.contract.owner)


def _talk(line: Line, author: User | None) -> Conversation:
    assert author is not None
    topic = Topic.objects.get(slug="services")
    return open_conversation(line=line, topic=topic, author=author, now=timezone.now())


def _session(_world: World, line: Line) -> Session:
    """Another device of the owner's."""
    later = timezone.now() + timedelta(days=1)
    return Session.objects.create(
        session_key=f"another of {line.pk}", session_data="", user=line.contract.owner, expire_date=later
    )


def _alert(_world: World, line: Line) -> SignInAlert:
    """The link of an SMS to the owner: `link-<key of the line>`."""
    now = timezone.now()
    return SignInAlert.objects.create(
        user=line.contract.owner,
        token_hash=hashed(f"link-{line.contract.owner_id}"),
        created_at=now,
        expires_at=now + timedelta(days=1),
    )


def _email_link(_world: World, line: Line) -> EmailLink:
    """The link of a letter to the owner: `letter-<key of the owner>`."""
    now, owner = timezone.now(), line.contract.owner
    assert owner is not None
    return EmailLink.objects.create(
        user=owner,
        address="maria@example.ru",
        mailbox="maria@example.ru",
        token_hash=hashed(f"letter-{owner.pk}"),
        created_at=now,
        expires_at=now + timedelta(days=1),
    )


def _subscription(_world: World, line: Line) -> str:
    """The link under an e-mail to the owner."""
    owner = line.contract.owner
    assert owner is not None
    owner.email, owner.email_verified_at = "maria@example.ru", timezone.now()
    owner.save()
    return unsubscribe_link(user=owner, event="chat.reply")


def _request(_world: World, line: Line) -> Request:
    """A block that waits for its day, and can be taken back."""
    now = timezone.now()
    tomorrow = today(line, now) + timedelta(days=1)
    owner = line.contract.owner
    assert owner is not None
    return block(line=line, reason=BlockReason.VOLUNTARY, by=owner, now=now, on=tomorrow)


def _appeal(_world: World, line: Line) -> Request:
    """The owner's, about the line."""
    owner = line.contract.owner
    assert owner is not None
    said = {"subject": "money", "text": "Верните деньги.", "client_id": uuid4()}
    return make_appeal(line=line, author=owner, now=timezone.now(), **said).request


def _own_request(_world: World, line: Line) -> Request:
    """About the owner's cabinet, not about a line."""
    return open_request(kind="wish", now=timezone.now(), user=line.contract.owner)


def _access(_world: World, line: Line) -> Access:
    """The manager's, or somebody's to the other line."""
    access = Access.objects.filter(line=line, role=Role.MANAGER).first()
    return access or Access.objects.get(user=give_access(line))


def _offer_by_owner(_world: World, line: Line) -> AccessOffer:
    """To a number that nobody here has."""
    return _offer(line, "79990000001", None)


def _offer_to_stranger(world: World, line: Line) -> AccessOffer:
    """From the line's owner to the stranger; about the other line, to its neighbour's own second contract."""
    stranger = Line.objects.get(contract__owner=world.people["stranger"])
    to = stranger if line == world.lines[OWN] else make_owner("79031234560")[1]
    return _offer(line, str(to.msisdn), to)


def _offer(line: Line, msisdn: str, to: Line | None) -> AccessOffer:
    now = timezone.now()
    offer = AccessOffer.objects.create(
        contract=line.contract,
        made_by=line.contract.owner,
        msisdn=msisdn,
        to_line=to,
        role=Role.VIEWER,
        created_at=now,
        expires_at=now + timedelta(days=7),
    )
    offer.lines.add(line)
    return offer


def _entry(_world: World, line: Line) -> Entry:
    """A charge for something of the line's own."""
    return post(
        account=open_account(contract=line.contract, floor=Decimal(-1000)),
        amount=Decimal(-30),
        kind=EntryKind.SERVICE,
        reference=f"charge of {line.pk}",
        now=timezone.now(),
        line=line,
    )


def _claim(world: World, line: Line) -> Request:
    """The owner wants the money of `_entry` back."""
    owner = line.contract.owner
    assert owner is not None
    entry = _entry(world, line)
    claim = open_claim(entry=entry, by=owner, reason=ClaimReason.NOT_MINE, amount=Decimal(30), now=timezone.now())
    return claim.request


def _call_back(world: World, line: Line) -> Request:
    return order_call_back(line=line, by=line.contract.owner, now=timezone.now())


def _data_copy(_world: World, line: Line) -> Request:
    """Of the owner's data, made and waiting."""
    request = order_copy(user=line.contract.owner, language="ru", now=timezone.now())
    make_copy(request, timezone.now())
    return request


def _bill(_world: World, line: Line) -> Bill:
    """Of the last month, in which nothing happened."""
    last_month = (timezone.now().date().replace(day=1) - timedelta(days=1)).replace(day=1)
    nothing = dict.fromkeys(("opening", "income", "spent", "closing", "after_seq", "last_seq"), 0)
    account = open_account(contract=line.contract)
    return Bill.objects.create(account=account, month=last_month, made_at=timezone.now(), **nothing)


def _recommendation(_world: World, line: Line) -> Recommendation:
    return Recommendation.objects.create(line=line, tariff=make_tariff(), saving=100, computed_at=timezone.now())


# What an address with a part of its own is about. A maker gets the world and a line, and makes one such thing there.
OBJECTS: Mapping[str, Callable[[World, Line], Any]] = {
    "line": lambda _world, line: line,
    "conversation": _conversation,
    "session": _session,
    "alert": _alert,
    "email_link": _email_link,
    "subscription": _subscription,
    "request": _request,
    "own_request": _own_request,
    "appeal": _appeal,
    "entry": _entry,
    "claim": _claim,
    "call_back": _call_back,
    "data_copy": _data_copy,
    "report": reports.report,
    "managers_report": reports.managers_report,
    "managers_conversation": _managers_conversation,
    "attachment": chat_things.attachment,
    "said": chat_things.said,
    "closed_talk": chat_things.closed_talk,
    "access": _access,
    "offer_by_owner": _offer_by_owner,
    "offer_to_stranger": _offer_to_stranger,
    "transfer": transfers.transfer,
    "payment": things.payment,
    "saved_card": things.saved_card,
    "auto_payment": things.auto_payment,
    "sandbox_order": things.sandbox_order,
    "bill": _bill,
    "money_request": transfers.money_request,
    "recommendation": _recommendation,
    "proposal": acting.proposal,
    "lesson": acting.lesson,
}
