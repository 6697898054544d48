"""Whom a login or a number means on the page «Вход с паролем» (A2, A3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Q

from cabinet.accounts.models import LineStatus, User
from cabinet.core import phones

PEOPLE_OF_A_NUMBER = 2  # at most: the owner of its contract, and who proved it by its code


@dataclass(frozen=True)
class Meant:
    """Whom an identifier may mean, the owner first. `people` has as many places for every number, and for every login:
    None stands where there is nobody, so that a number that nobody has costs the same."""

    name: str  # one for every way of writing the same
    people: tuple[User | None, ...]
    msisdn: str = ""


def whom(identifier: str) -> Meant:
    """The people whom `identifier` may mean. A blocked number still means its owner, and the owner alone (A11)."""
    text = identifier.strip()
    if not phones.looks_like_number(text):
        return Meant(text.casefold(), (User.objects.filter(login__iexact=text).first(),))
    try:
        msisdn = phones.parse(text)
    except phones.NotANumber:
        return Meant(text, (None,) * PEOPLE_OF_A_NUMBER)
    owner = User.objects.filter(contracts__lines__msisdn=msisdn, contracts__lines__closed_at=None).first()
    by_code = User.objects.filter(
        Q(accesses__line__msisdn=msisdn, accesses__line__status=LineStatus.ACTIVE, accesses__by_code=True)
    ).first()
    return Meant(msisdn, (owner, None if by_code == owner else by_code), msisdn)


class LoginOrNumberBackend(ModelBackend):
    """Django's permissions. Nobody signs in here: `services.passwords` judges, where attempts are counted."""

    def authenticate(self, *args: Any, **kwargs: Any) -> None:
        return None
