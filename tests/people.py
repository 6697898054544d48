"""Subscribers and staff for tests: made the way the portal makes them."""

from datetime import UTC, datetime

from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from cabinet.accounts.assurance import KEY as PROOFS
from cabinet.accounts.assurance import LINES_KEY as PROOF_LINES
from cabinet.accounts.assurance import Proof
from cabinet.accounts.models import Access, Contract, Line, LineKind, Role, User
from cabinet.accounts.roles import SPECIALISTS
from cabinet.accounts.services.second_factor import give_devices
from cabinet.accounts.sessions import OPENED_BY

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PASSWORD = "гроза над Волгой 1980"


def make_contract(*msisdns: str, owner: User | None = None, number: str = "") -> Contract:
    """A contract with a line for each number; the first is the primary one."""
    contract = Contract.objects.create(number=number or f"T-{msisdns[0]}", customer_name="Мария", owner=owner)
    lines = [add_line(contract, msisdn) for msisdn in msisdns]
    contract.primary_line = lines[0]
    contract.save()
    return contract


def add_line(contract: Contract, msisdn: str, **fields: object) -> Line:
    return Line.objects.create(
        contract=contract,
        number=msisdn,
        msisdn=msisdn,
        kind=LineKind.MOBILE,
        opened_at=NOW.replace(year=2020),
        **fields,
    )


def make_owner(*msisdns: str) -> tuple[User, Line]:
    """A subscriber with a contract of their own; returns them and their primary line."""
    owner = User.objects.create_user(name="Мария")
    contract = make_contract(*msisdns, owner=owner)
    assert contract.primary_line is not None
    return owner, contract.primary_line


def give_access(line: Line, role: Role = Role.MANAGER, **fields: object) -> User:
    """Somebody who is not the owner, with a right to `line`."""
    user = User.objects.create_user(name="Пётр")
    Access.objects.create(user=user, line=line, role=role, **fields)
    return user


def make_admin() -> User:
    """Who may do everything in the admin."""
    user = User.objects.create_superuser("root", PASSWORD)
    give_devices(user=user)
    return user


def make_specialist(login: str = "anna") -> User:
    user = User.objects.create_user(login, PASSWORD, name="Анна", is_staff=True)
    user.groups.add(Group.objects.get(name=SPECIALISTS))
    give_devices(user=user)
    return user


def signed_in(user: User, *, proof: Proof = Proof.CODE, line: Line | None = None) -> Client:
    """A browser in which `user` has just signed in by `proof`, that came from the telephone of `line`; staff with
    their second factor."""
    client = Client()
    client.force_login(user)
    session = client.session
    session[PROOFS] = {proof.value: timezone.now().timestamp()}
    if line is not None:
        session[PROOF_LINES] = {str(line.public_id): [proof.value]}
        session[OPENED_BY] = line.pk
    device = TOTPDevice.objects.filter(user=user).first()
    if device is not None:
        session["otp_device_id"] = device.persistent_id
    session.save()
    return client
