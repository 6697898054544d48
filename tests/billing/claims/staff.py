"""Staff who decide claims."""

from django.contrib.auth.models import Group

from billing.claims.services.deciding import return_money
from billing.models import Claim
from cabinet.accounts.models import User
from cabinet.accounts.roles import FINANCE
from cabinet.accounts.services.second_factor import give_devices
from tests.billing.money import rub
from tests.people import NOW


def make_financier(login: str) -> User:
    user = User.objects.create_user(login, None, name=login.title(), is_staff=True)
    user.groups.add(Group.objects.get(name=FINANCE))
    give_devices(user=user)
    return user


def give(claim: Claim, by: User, amount: str | int | None = None, **rest) -> Claim:
    """Return what is claimed, or `amount` roubles of it."""
    fields = {"amount": claim.amount if amount is None else rub(amount), "now": NOW} | rest
    return return_money(claim=claim, by=by, **fields)
