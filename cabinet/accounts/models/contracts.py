"""Contracts, their numbers, and who else may see and manage them."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models.people import User
from cabinet.core import phones
from cabinet.core.languages import in_language


class Region(models.Model):
    """Where a contract is: what is on sale differs by it."""

    code = models.SlugField(_("код"), max_length=20, unique=True)
    name_ru = models.CharField(_("название"), max_length=60)
    name_en = models.CharField(_("название по-английски"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("регион")
        verbose_name_plural = _("регионы")
        ordering = ["name_ru"]

    def __str__(self) -> str:
        return in_language(self.name_ru, self.name_en)


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
    region = models.ForeignKey(
        Region, null=True, blank=True, on_delete=models.PROTECT, related_name="contracts", verbose_name=_("регион")
    )
    others_forbidden = models.BooleanField(
        _("доступ другим запрещён"),
        default=False,
        help_text=_("Пока запрещён, доступы к номерам договора не действуют, и входит только владелец."),
    )

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
    PHONE = "phone", _("Домашний телефон")


class LineStatus(models.TextChoices):
    ACTIVE = "active", _("работает")
    BLOCKED = "blocked", _("заблокирован")
    CLOSED = "closed", _("закрыт")


NOTICED_WITHIN = timedelta(days=3)  # a loss is noticed, and the line blocked


class BlockReason(models.TextChoices):
    """Why a line is blocked: what was lost is given back only to who surely is its owner (A11)."""

    LOSS = "loss", _("потерян или украден")
    VOLUNTARY = "voluntary", _("временно, по желанию")


class Line(models.Model):
    """One number on a contract, for one period of its life: the same digits given to somebody else are another line."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="lines", verbose_name=_("договор"))
    number = models.CharField(_("номер"), max_length=32, help_text=_("Как написан в договоре."))
    msisdn = models.CharField(
        _("MSISDN"), max_length=15, null=True, blank=True, help_text=_("79031234567; пусто у проводных.")
    )
    kind = models.CharField(_("вид"), max_length=8, choices=LineKind, default=LineKind.MOBILE)
    address = models.CharField(_("адрес"), max_length=200, blank=True, help_text=_("Куда подведено; у проводных."))
    label = models.CharField(_("подпись"), max_length=40, blank=True, help_text=_("«Мой», «Мама», «Дача»."))
    status = models.CharField(_("состояние"), max_length=8, choices=LineStatus, default=LineStatus.ACTIVE)
    block_reason = models.CharField(_("почему заблокирован"), max_length=9, choices=BlockReason, blank=True)
    blocked_at = models.DateTimeField(_("заблокирован"), null=True, blank=True)
    sms_language = models.CharField(_("язык SMS"), max_length=2, choices=settings.LANGUAGES, default="ru")
    network_sign_in = models.BooleanField(
        _("вход из мобильной сети"), default=True, db_default=True, help_text=_("Без кода, по SIM-карте.")
    )
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
            models.CheckConstraint(
                condition=models.Q(status="blocked") | models.Q(block_reason="", blocked_at=None),
                name="accounts_line_reason_only_when_blocked",
            ),
        ]
        indexes = [  # whose number it was at a moment, closed lines too
            models.Index(fields=["msisdn"], name="accounts_line_of_msisdn"),
            models.Index(fields=["number"], name="accounts_line_of_number"),
        ]

    def __str__(self) -> str:
        return phones.national(self.msisdn) if self.msisdn else self.number

    @property
    def is_blocked(self) -> bool:
        return self.status == LineStatus.BLOCKED

    @property
    def is_lost(self) -> bool:
        """Blocked because somebody else may hold its telephone."""
        return self.is_blocked and self.block_reason == BlockReason.LOSS

    def was_gone_at(self, moment: datetime) -> bool:
        """Whether the line is lost, and somebody else may have held its telephone at `moment` already."""
        return self.is_lost and self.blocked_at is not None and moment >= self.blocked_at - NOTICED_WITHIN


class Role(models.TextChoices):
    MANAGER = "manager", _("управляет")
    VIEWER = "viewer", _("смотрит")


class Access(models.Model):
    """A user's right to a line that is not theirs by contract.

    `by_code`: nobody gave it; the person proved the line by a code sent to it. One person a line, at most. An owner who
    proved another line of their own contract has one, too: then that line's code signs them in.
    `name` is what this person calls the line; the owner's own name for it is `Line.label`.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="accesses", verbose_name=_("кто"))
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="accesses", verbose_name=_("номер"))
    role = models.CharField(_("роль"), max_length=8, choices=Role)
    sees_details = models.BooleanField(_("видит детализацию"), default=True)
    until = models.DateTimeField(_("до"), null=True, blank=True)
    granted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    offer = models.ForeignKey(
        "AccessOffer", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="accesses"
    )
    name = models.CharField(_("подпись"), max_length=40, blank=True)
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

    @property
    def last_day(self) -> datetime | None:
        """A moment of the last day that is within."""
        return self.until - timedelta(microseconds=1) if self.until else None
