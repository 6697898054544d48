"""People of finance."""

from django.contrib.auth.models import Group

from cabinet.accounts.models import User
from cabinet.accounts.roles import FINANCE
from cabinet.accounts.services.second_factor import give_devices


def make_financier(login: str) -> User:
    user = User.objects.create_user(login, None, name=login.title(), is_staff=True)
    user.groups.add(Group.objects.get(name=FINANCE))
    give_devices(user=user)
    return user
