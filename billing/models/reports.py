"""Reports: files about a period, made in the background (B5)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from billing.models.accounts import Account
from cabinet.accounts.models import Line


class ReportFormat(models.TextChoices):
    XLSX = "xlsx", _("таблица Excel (XLSX)")
    PDF = "pdf", _("документ PDF")


class ReportStatus(models.TextChoices):
    QUEUED = "queued", _("в очереди")
    WORKING = "working", _("составляется")
    READY = "ready", _("готов")
    FAILED = "failed", _("не получился")
    EXPIRED = "expired", _("удалён по сроку")


class ReportTrouble(models.TextChoices):
    """Why there is no file."""

    TOO_LONG = "too_long", _("слишком много строк")
    NO_ACCESS = "no_access", _("нет доступа")
    BROKEN = "broken", _("не удалось составить")


class ReportSubscription(models.Model):
    """A report of each closed month to the person's verified e-mail."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="report_subscriptions")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+", verbose_name=_("номер"))
    format = models.CharField(_("вид"), max_length=4, choices=ReportFormat)
    created_at = models.DateTimeField(_("включена"))
    stopped_at = models.DateTimeField(_("выключена"), null=True, blank=True)

    class Meta:
        verbose_name = _("ежемесячный отчёт")
        verbose_name_plural = _("ежемесячные отчёты")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "line"], condition=Q(stopped_at=None), name="billing_report_subscription_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.format}"


class Report(models.Model):
    """One file that `user` asked for about what they may see behind `line`; made by whoever holds its lease."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reports")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="reports", verbose_name=_("номер"))
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="reports")
    format = models.CharField(_("вид"), max_length=4, choices=ReportFormat)
    language = models.CharField(max_length=2)
    from_date = models.DateField(_("с"))
    to_date = models.DateField(_("по"))
    by_email = models.BooleanField(_("прислать на почту"), default=False)
    subscription = models.ForeignKey(
        ReportSubscription, null=True, blank=True, on_delete=models.PROTECT, related_name="reports"
    )
    whole = models.BooleanField(default=False, editable=False)  # whether the file tells of the whole account
    dedup_key = models.CharField(max_length=80, null=True, unique=True, editable=False)  # a month of a subscription
    status = models.CharField(_("состояние"), max_length=8, choices=ReportStatus, default=ReportStatus.QUEUED)
    trouble = models.CharField(_("причина"), max_length=9, choices=ReportTrouble, blank=True)
    done_rows = models.PositiveIntegerField(default=0)
    all_rows = models.PositiveIntegerField(default=0)
    file = models.CharField(max_length=200, blank=True)  # its name in the storage
    size = models.PositiveIntegerField(default=0)  # bytes
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(_("заказан"))
    lease_until = models.DateTimeField(null=True, editable=False)
    ready_at = models.DateTimeField(_("готов"), null=True, blank=True)
    expires_at = models.DateTimeField(_("хранится до"), null=True, blank=True)

    class Meta:
        verbose_name = _("отчёт")
        verbose_name_plural = _("отчёты")
        constraints = [
            models.CheckConstraint(condition=Q(to_date__gte=F("from_date")), name="billing_report_period"),
            models.CheckConstraint(
                condition=Q(status=ReportStatus.READY, ready_at__isnull=False) & ~Q(file="")
                | (~Q(status=ReportStatus.READY) & Q(file="")),
                name="billing_report_ready_has_file",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(status__in=("queued", "working")), name="billing_report_to_make"),
            models.Index(
                fields=["id"],
                condition=Q(status__in=("queued", "working"), subscription=None),
                name="billing_report_asked_for",
            ),
            models.Index(fields=["expires_at"], condition=Q(status="ready"), name="billing_report_to_expire"),
            models.Index(fields=["user", "line", "-id"], name="billing_report_list"),
        ]

    def __str__(self) -> str:
        return f"{self.format} {self.from_date}–{self.to_date}"
