"""People, contracts, numbers, and who may do what with them."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cabinet.core import phones


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

    @property
    def public_name(self) -> str:
        """What other people may read: never a login, never a key."""
        return self.name or (gettext("Специалист") if self.is_staff else gettext("Абонент"))


class Session(AbstractBaseSession):
    """A device that is signed in, or on its way to be. The person stands beside the data, so that all sessions of
    one person can be found, and ended, without decoding anybody's."""

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="sessions")

    @classmethod
    def get_session_store_class(cls) -> Any:
        from cabinet.accounts.sessions import SessionStore

        return SessionStore


class Contract(models.Model):
    """Agreement with a customer. Who signs in by the primary line's code owns it."""

    number = models.CharField(_("номер договора"), max_length=32, unique=True)
    owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="contracts", verbose_name=_("владелец")
    )
    primary_line = models.OneToOneField(
        "Line",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="primary_of",
        verbose_name=_("основной номер"),
    )
    customer_name = models.CharField(_("абонент"), max_length=200)
    document_digest = models.CharField(_("отпечаток документа"), max_length=64, blank=True, editable=False)
    time_zone = models.CharField(_("часовой пояс"), max_length=40, default=settings.TIME_ZONE)

    class Meta:
        verbose_name = _("договор")
        verbose_name_plural = _("договоры")

    def __str__(self) -> str:
        return self.number


class LineKind(models.TextChoices):
    MOBILE = "mobile", _("Мобильный")
    MODEM = "modem", _("Модем")
    HOME = "home", _("Домашний интернет")
    TV = "tv", _("Телевидение")


class LineStatus(models.TextChoices):
    ACTIVE = "active", _("работает")
    BLOCKED = "blocked", _("заблокирован")
    CLOSED = "closed", _("закрыт")


class Line(models.Model):
    """One number on a contract, for one period of its life: the same digits given to somebody else are another line."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="lines", verbose_name=_("договор"))
    number = models.CharField(_("номер"), max_length=32, help_text=_("Как написан в договоре."))
    msisdn = models.CharField(
        _("MSISDN"), max_length=15, null=True, blank=True, help_text=_("79031234567; пусто у проводных.")
    )
    kind = models.CharField(_("вид"), max_length=8, choices=LineKind, default=LineKind.MOBILE)
    label = models.CharField(_("подпись"), max_length=40, blank=True, help_text=_("«Мой», «Мама», «Дача»."))
    status = models.CharField(_("состояние"), max_length=8, choices=LineStatus, default=LineStatus.ACTIVE)
    sms_language = models.CharField(_("язык SMS"), max_length=2, choices=settings.LANGUAGES, default="ru")
    opened_at = models.DateTimeField(_("открыт"), default=timezone.now)
    closed_at = models.DateTimeField(_("закрыт"), null=True, blank=True)

    class Meta:
        verbose_name = _("номер")
        verbose_name_plural = _("номера")
        constraints = [
            models.UniqueConstraint(
                fields=["msisdn"],
                condition=models.Q(closed_at=None),
                name="accounts_line_msisdn_open",
            ),
            models.CheckConstraint(
                condition=models.Q(msisdn=None) | models.Q(msisdn__regex=r"^[1-9][0-9]{6,14}$"),
                name="accounts_line_msisdn_digits",
                violation_error_message=_("MSISDN пишется цифрами с кодом страны: 79031234567."),
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at=None) ^ models.Q(status="closed"), name="accounts_line_closed_has_time"
            ),
        ]

    def __str__(self) -> str:
        return phones.national(self.msisdn) if self.msisdn else self.number


class Role(models.TextChoices):
    MANAGER = "manager", _("управляет")
    VIEWER = "viewer", _("смотрит")


class Access(models.Model):
    """A user's right to a line that is not theirs by contract.

    `by_code`: nobody gave it; the person proved the line by a code sent to it. One person a line, at most.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="accesses", verbose_name=_("кто"))
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="accesses", verbose_name=_("номер"))
    role = models.CharField(_("роль"), max_length=8, choices=Role)
    sees_details = models.BooleanField(_("видит детализацию"), default=True)
    until = models.DateTimeField(_("до"), null=True, blank=True)
    granted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by_code = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("доступ")
        verbose_name_plural = _("доступы")
        constraints = [
            models.UniqueConstraint(fields=["user", "line"], name="accounts_access_once"),
            models.UniqueConstraint(
                fields=["line"], condition=models.Q(by_code=True), name="accounts_access_one_by_code"
            ),
            models.CheckConstraint(
                condition=models.Q(by_code=False) | models.Q(until=None, role="manager"),
                name="accounts_access_by_code_has_no_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.line_id}"


class CodePurpose(models.TextChoices):
    SIGN_IN = "sign_in", _("вход")


class LoginCode(models.Model):
    """A temporary password sent by SMS, kept as a keyed hash. At most one of a purpose is alive for a number.

    Unknown numbers get rows too: they must look like known ones.
    """

    msisdn = models.CharField(max_length=15)
    purpose = models.CharField(max_length=12, choices=CodePurpose)
    flow = models.CharField(max_length=32, blank=True)  # the sign-in that asked: another cannot use or spend it
    code_hash = models.CharField(max_length=64)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["msisdn", "purpose"], condition=models.Q(used_at=None), name="accounts_logincode_one_alive"
            ),
            models.CheckConstraint(condition=models.Q(attempts__lte=5), name="accounts_logincode_attempts"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {phones.masked(self.msisdn)}"


class NumberLimit(models.Model):
    """How often codes were sent to a number within a day; it outlives the flow that it limits."""

    msisdn = models.CharField(primary_key=True, max_length=15)
    codes = models.PositiveSmallIntegerField(default=0)
    window_started_at = models.DateTimeField()
    next_code_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{phones.masked(self.msisdn)}: {self.codes}"


class PasswordLimit(models.Model):
    """How often a password was tried for one person, from one network and in all; `identifier` is a keyed hash."""

    identifier = models.CharField(primary_key=True, max_length=64)
    attempts = models.PositiveSmallIntegerField(default=0)
    window_started_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.identifier[:8]}: {self.attempts}"
