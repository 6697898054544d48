"""The people and the things that the matrix is about: one line, everybody who may come to it, and a line that is none
of their business."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from billing.kinds import EntryKind
from billing.payments.methods import make_methods
from billing.services.ledger import open_account, post
from billing.trust.defaults import make_terms
from cabinet.accounts.models import Access, Line, Role, User
from cabinet.accounts.roles import SPECIALISTS, make_groups
from cabinet.requests.donors import make_donors
from chat.topics import make_topics
from tests.access.objects import OBJECTS, OTHER, OWN
from tests.home.help.knowledge import make_answer
from tests.people import make_owner, signed_in
from tests.subscriptions.made import make_content, make_tariff

SUBSCRIBERS = ("owner", "manager", "viewer", "revoked", "stranger")
STAFF = ("specialist", "superuser", "clerk")  # a clerk is staff of no group
ASKERS = (*SUBSCRIBERS, "guest", *STAFF)  # the columns of the matrix


@dataclass
class World:
    """`people[asker]`, None for the guest; `lines["own"]` is the line that they have different rights to, and
    `lines["other"]` somebody else's. What a row is about is made once for each of the two lines."""

    people: dict[str, User | None] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    _browsers: dict[str, Client] = field(default_factory=dict)
    _made: dict[tuple[str, str], Any] = field(default_factory=dict)

    def browser(self, asker: str) -> Client:
        """A browser of `asker`'s, signed in; each has the same session, and none another's cookies."""
        person = self.people[asker]
        if person is None:
            return Client()
        if asker not in self._browsers:
            self._browsers[asker] = signed_in(person)
        fresh = Client()
        fresh.cookies.load(self._browsers[asker].cookies.output(header=""))
        return fresh

    def thing(self, kind: str, whose: str) -> Any:
        """The one thing of `kind` (see `OBJECTS`) about `lines[whose]`."""
        if (kind, whose) not in self._made:
            self._made[kind, whose] = OBJECTS[kind](self, self.lines[whose])
        return self._made[kind, whose]


def make_world() -> World:
    make_groups()
    make_topics()
    make_donors()
    make_methods()
    make_terms()
    make_tariff("one", 300)
    make_content("stars")
    make_answer("balance-check")
    world = World()
    owner, line = make_owner("79031234567")
    _neighbour, other = make_owner("79031234568")
    stranger, _elsewhere = make_owner("79031234569")
    for each in (line, other):
        account, now = open_account(contract=each.contract), timezone.now()
        post(account=account, amount=Decimal(500), kind=EntryKind.PAYMENT, reference="first", now=now)
    world.lines = {OWN: line, OTHER: other}
    world.people = {
        "owner": owner,
        "manager": _with_access(line, "Пётр", Role.MANAGER),
        "viewer": _with_access(line, "Вера", Role.VIEWER),
        "revoked": _with_access(line, "Раиса", Role.MANAGER),
        "stranger": stranger,
        "guest": None,
        "specialist": _staff("anna", group=SPECIALISTS),
        "superuser": _staff("root", is_superuser=True),
        "clerk": _staff("clerk"),
    }
    Access.objects.filter(user=world.people["revoked"]).delete()
    return world


def _with_access(line: Line, name: str, role: Role) -> User:
    user = User.objects.create_user(name=name)
    Access.objects.create(user=user, line=line, role=role, granted_by=line.contract.owner)
    return user


def _staff(login: str, *, group: str = "", **fields: Any) -> User:
    """With the second factor, but without a password: hashing one is slow, and nobody types it here."""
    user = User.objects.create_user(login, None, is_staff=True, **fields)
    if group:
        user.groups.add(Group.objects.get(name=group))
    TOTPDevice.objects.create(user=user, name="authenticator")
    return user
