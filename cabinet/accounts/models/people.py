"""People who sign in."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


def _composed(password: str | None) -> str | None:
    """One password however a keyboard writes «й» or «é»: as one character, or as a letter and a mark."""
    return None if password is None else unicodedata.normalize("NFC", password)


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(login__iexact=username)

    def create_user(self, login: str | None = None, password: str | None = None, **fields: Any) -> User:
        user = self.model(login=login, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, login: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(login, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in: a subscriber, or staff; never both."""

    login = models.CharField(_("логин"), max_length=32, null=True, blank=True, help_text=_("Пусто, пока не выбран."))
    name = models.CharField(_("имя"), max_length=150, blank=True)
    email = models.EmailField(_("электронная почта"), blank=True)
    email_verified_at = models.DateTimeField(_("почта подтверждена"), null=True, blank=True)
    language = models.CharField(_("язык кабинета"), max_length=2, choices=settings.LANGUAGES, blank=True)
    is_staff = models.BooleanField(_("сотрудник"), default=False)
    is_active = models.BooleanField(_("может входить"), default=True)
    created_at = models.DateTimeField(_("создан"), default=timezone.now, editable=False)
    closes_at = models.DateTimeField(
        _("кабинет закроется"), null=True, editable=False
    )  # until then one may think again

    USERNAME_FIELD = "login"
    objects = UserManager()

    class Meta:
        verbose_name = _("пользователь")
        verbose_name_plural = _("пользователи")
        constraints = [
            models.UniqueConstraint(Lower("login"), name="accounts_user_login_unique"),
            models.CheckConstraint(condition=~models.Q(login=""), name="accounts_user_login_null_or_text"),
        ]

    def __str__(self) -> str:
        return self.name or self.login or f"№ {self.pk}"

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(_composed(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        return super().check_password(_composed(raw_password))

    @property
    def public_name(self) -> str:
        """What other people may read: never a login, never a key."""
        return self.name or (gettext("Специалист") if self.is_staff else gettext("Абонент"))

    @property
    def short_name(self) -> str:
        """«Мария К.»: what somebody who is not close may read of a name."""
        first, *rest = self.public_name.split()
        return f"{first} {rest[0][0]}." if rest else first
