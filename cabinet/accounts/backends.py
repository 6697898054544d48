"""Signing in with a permanent password: by login, or by any open number of the person (A2, A3)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from cabinet.accounts.models import User
from cabinet.core import phones


def find_by_identifier(identifier: str) -> User | None:
    """The person whom a login, or an open number of a contract they own, means."""
    text = identifier.strip()
    if phones.looks_like_number(text):
        try:
            msisdn = phones.parse(text)
        except phones.NotANumber:
            return None
        return User.objects.filter(contracts__lines__msisdn=msisdn, contracts__lines__closed_at=None).first()
    return User.objects.filter(login__iexact=text).first()


class LoginOrNumberBackend(ModelBackend):
    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """The person, or None; an unknown identifier takes as long as a wrong password."""
        if not username or password is None:
            return None
        user = find_by_identifier(username)
        if user is None:
            make_password(password)
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None
