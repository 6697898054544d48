"""What lines have, what was paid for it, and what was agreed to."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from billing.models import Entry
from cabinet.accounts.models import Line
from cabinet.core.channels import Channel
from cabinet.requests.models import Request
from subscriptions.models.catalogue import ContentService, Every, Offering, Service, Tariff


class Kind(models.TextChoices):
    """What is held; the value of each names the explainer of its charges, too."""

    TARIFF = "tariff", _("тариф")
    SERVICE = "service", _("услуга")
    CONTENT = "content_subscription", _("подписка")


class Status(models.TextChoices):
    PENDING = "pending", _("подключается")  # paid for; the network has not switched it on yet
    ACTIVE = "active", _("работает")
    SUSPENDED = "suspended", _("приостановлено: не хватает денег")
    PAUSED = "paused", _("приостановлено по просьбе")
    ENDED = "ended", _("отключено")


class Subscription(models.Model):
    """That a line has a tariff, a service or somebody's content; one table of all that is charged each period (ADR 17).

    Periods are counted from `anchor`, a day of the contract's zone: `periods` of them were begun since, and the last
    one ends at `paid_until`. `due_at` is when charging has to look at it next: null while it is not charged (nothing
    periodic, suspended without money, paused, ended). `ends_at`: it goes on until then, and is not charged again.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    line = models.ForeignKey(
        Line, on_delete=models.PROTECT, related_name="subscriptions", db_index=False, verbose_name=_("номер")
    )
    kind = models.CharField(_("что"), max_length=20, choices=Kind)
    code = models.SlugField(_("код"), max_length=50)  # of the offering, whatever its version
    tariff = models.ForeignKey(Tariff, null=True, blank=True, on_delete=models.PROTECT, related_name="subscriptions")
    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.PROTECT, related_name="subscriptions")
    content = models.ForeignKey(
        ContentService, null=True, blank=True, on_delete=models.PROTECT, related_name="subscriptions"
    )
    status = models.CharField(_("состояние"), max_length=9, choices=Status, default=Status.ACTIVE)
    started_at = models.DateTimeField(_("подключено"))
    anchor = models.DateField(_("первый день"))
    periods = models.PositiveIntegerField(default=0)
    paid_until = models.DateTimeField(_("оплачено до"), null=True, blank=True)
    trial_until = models.DateTimeField(_("бесплатно до"), null=True, blank=True)
    due_at = models.DateTimeField(null=True, editable=False)
    warned_for = models.DateTimeField(null=True, editable=False)  # the due_at that a warning was sent of
    suspended_at = models.DateTimeField(_("приостановлено"), null=True, blank=True)
    ends_at = models.DateTimeField(_("отключится"), null=True, blank=True)
    ended_at = models.DateTimeField(_("отключено"), null=True, blank=True)
    request = models.ForeignKey(Request, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(_("канал"), max_length=8, choices=Channel)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("кто подключил"),
    )

    class Meta:
        verbose_name = _("подключение")
        verbose_name_plural = _("подключения")
        constraints = [
            models.UniqueConstraint(
                fields=["line"], condition=Q(kind=Kind.TARIFF, ended_at=None), name="subscriptions_one_tariff"
            ),
            models.UniqueConstraint(
                fields=["line", "kind", "code"], condition=Q(ended_at=None), name="subscriptions_held_once"
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.TARIFF, tariff__isnull=False, service=None, content=None)
                | Q(kind=Kind.SERVICE, tariff=None, service__isnull=False, content=None)
                | Q(kind=Kind.CONTENT, tariff=None, service=None, content__isnull=False),
                name="subscriptions_kind_is_what_is_held",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.ENDED, ended_at__isnull=False, due_at=None)
                | (~Q(status=Status.ENDED) & Q(ended_at=None)),
                name="subscriptions_ended_has_time",
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="subscriptions_status"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="subscriptions_due"),
            models.Index(fields=["line", "-started_at"], name="subscriptions_of_line"),
            models.Index(fields=["ends_at"], condition=Q(ends_at__isnull=False, ended_at=None), name="subs_ending"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.kind} {self.code}"

    @property
    def guarded_by(self) -> Line:
        """Whose it is, for `accounts.access`."""
        return self.line

    @property
    def offering(self) -> Offering:
        """The version that is held."""
        held = self.tariff or self.service or self.content
        assert held is not None  # a constraint of the table  # noqa: S101
        return held

    @property
    def is_live(self) -> bool:
        return self.ended_at is None

    @property
    def every(self) -> Every:
        return Every(self.offering.every)


class PeriodCharge(models.Model):
    """That a period was begun and what it cost: each once, whatever is repeated. No entry where it cost nothing."""

    subscription = models.ForeignKey(
        Subscription, on_delete=models.PROTECT, related_name="charges", db_index=False, verbose_name=_("подключение")
    )
    period_start = models.DateTimeField(_("с"))
    period_until = models.DateTimeField(_("до"))
    amount = models.DecimalField(_("сумма"), max_digits=14, decimal_places=2)
    entry = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    charged_at = models.DateTimeField(_("списано"))

    class Meta:
        verbose_name = _("оплаченный период")
        verbose_name_plural = _("оплаченные периоды")
        constraints = [
            models.UniqueConstraint(fields=["subscription", "period_start"], name="subscriptions_period_once"),
            models.CheckConstraint(condition=Q(period_until__gt=F("period_start")), name="subscriptions_period"),
            models.CheckConstraint(
                condition=Q(amount=0, entry=None) | Q(amount__gt=0, entry__isnull=False),
                name="subscriptions_period_paid_by_entry",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscription_id} {self.period_start:%Y-%m-%d}"


class ChangeStatus(models.TextChoices):
    PLANNED = "planned", _("ждёт своего дня")
    APPLIED = "applied", _("выполнено")
    UNDONE = "undone", _("отменено")
    FAILED = "failed", _("не выполнено")


class TariffChange(models.Model):
    """That a line goes over to another tariff: at once, or at `apply_at`, the end of the paid period; until then it can
    be undone. `shown` is the preview that was agreed to, `undo` what is needed to take back what was applied."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="tariff_changes")
    was = models.ForeignKey(Subscription, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    became = models.ForeignKey(Subscription, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    to = models.ForeignKey(Tariff, on_delete=models.PROTECT, related_name="+", verbose_name=_("на какой"))
    status = models.CharField(_("состояние"), max_length=8, choices=ChangeStatus, default=ChangeStatus.PLANNED)
    apply_at = models.DateTimeField(_("когда"))
    shown = models.JSONField(_("что было показано"), default=dict)
    undo = models.JSONField(default=dict, editable=False)
    request = models.ForeignKey(Request, null=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(_("канал"), max_length=8, choices=Channel)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(_("когда попросили"))
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("смена тарифа")
        verbose_name_plural = _("смены тарифа")
        constraints = [
            models.UniqueConstraint(
                fields=["line"], condition=Q(status=ChangeStatus.PLANNED), name="subscriptions_one_change_planned"
            ),
        ]
        indexes = [
            models.Index(fields=["apply_at"], condition=Q(status=ChangeStatus.PLANNED), name="subs_changes_planned"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} → {self.to_id}"

    @property
    def guarded_by(self) -> Line:
        return self.line


class Consent(models.Model):
    """The evidence that a person agreed to pay for content: what they read, where, and what they answered (T10)."""

    subscription = models.OneToOneField(
        Subscription, primary_key=True, on_delete=models.PROTECT, related_name="consent", verbose_name=_("подписка")
    )
    at = models.DateTimeField(_("когда"))
    channel = models.CharField(_("канал"), max_length=8, choices=Channel)
    text = models.TextField(_("что было показано"))
    code_tail = models.CharField(_("код подтверждения (конец)"), max_length=2, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("согласие на подписку")
        verbose_name_plural = _("согласия на подписки")

    def __str__(self) -> str:
        return f"{self.subscription_id} {self.at:%Y-%m-%d %H:%M}"


class ContentBan(models.Model):
    """That no paid content is let to a line: by the page, the API, an SMS, or its provider."""

    line = models.OneToOneField(Line, primary_key=True, on_delete=models.PROTECT, related_name="content_ban")
    since = models.DateTimeField(_("с"))
    channel = models.CharField(_("канал"), max_length=8, choices=Channel)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("запрет платного контента")
        verbose_name_plural = _("запреты платного контента")

    def __str__(self) -> str:
        return str(self.line_id)
