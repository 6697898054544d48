"""Money from outside: ways to pay, payments, remembered cards and automatic payments (B6)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from billing.models.accounts import Account, Entry
from billing.models.rates import Named
from cabinet.accounts.models import Line, User
from cabinet.core.channels import Channel
from cabinet.core.languages import in_language


class PaymentMethod(Named):
    """A way to pay, as the page offers it: data, edited in the admin."""

    code = models.SlugField(_("код"), unique=True)  # what the provider is told, and the rule of the entry's cause
    short_ru = models.CharField(
        _("коротко"),
        max_length=40,
        blank=True,
        db_default="",
        default="",
        help_text=_("В списках платежей и на чеках."),
    )
    short_en = models.CharField(_("коротко по-английски"), max_length=40, blank=True, db_default="", default="")
    about_ru = models.CharField(_("пояснение"), max_length=200, blank=True)
    about_en = models.CharField(_("пояснение по-английски"), max_length=200, blank=True)
    min_sum = models.DecimalField(_("не меньше, ₽"), max_digits=14, decimal_places=2)
    max_sum = models.DecimalField(_("не больше, ₽"), max_digits=14, decimal_places=2)
    can_be_saved = models.BooleanField(_("можно запомнить для автоплатежа"), default=False)
    is_on = models.BooleanField(_("предлагается"), default=True)
    place = models.PositiveSmallIntegerField(_("место"), default=100)

    class Meta:
        verbose_name = _("способ оплаты")
        verbose_name_plural = _("способы оплаты")
        ordering = ["place", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(min_sum__gt=0, max_sum__gte=F("min_sum")), name="billing_method_sums")
        ]

    @property
    def short(self) -> str:
        """The name where it was explained before: on receipts and in lists."""
        return (get_language() == "en" and self.short_en) or self.short_ru or self.name

    @property
    def about(self) -> str:
        return in_language(self.about_ru, self.about_en)


class SavedMethod(models.Model):
    """A card that its owner let us charge again. The token is the provider's; the database alone does not tell it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_methods")
    method = models.ForeignKey(PaymentMethod, on_delete=models.PROTECT, related_name="+", db_index=False)
    provider = models.CharField(max_length=20)
    token = models.TextField()  # encrypted by core.cipher; empty once removed
    title = models.CharField(_("что это"), max_length=40)  # «Карта •• 4242»
    created_at = models.DateTimeField(_("запомнена"))
    removed_at = models.DateTimeField(_("забыта"), null=True, blank=True)

    class Meta:
        verbose_name = _("запомненная карта")
        verbose_name_plural = _("запомненные карты")
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(token=""), name="billing_saved_method_forgotten_whole"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def guarded_by(self) -> User:
        """Whose it is, for `accounts.access`."""
        return self.user


class AutoPaymentKind(models.TextChoices):
    THRESHOLD = "threshold", _("когда на счёте мало")
    DAY = "day", _("в день месяца")


class AutoPayment(models.Model):
    """Top the account of `line` up by `amount`: when the balance falls below `threshold`, or on `day` of the month."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="auto_payments")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="auto_payments", verbose_name=_("номер"))
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="auto_payments")
    saved_method = models.ForeignKey(SavedMethod, on_delete=models.PROTECT, related_name="auto_payments")
    kind = models.CharField(_("когда"), max_length=10, choices=AutoPaymentKind)
    amount = models.DecimalField(_("сумма"), max_digits=14, decimal_places=2)
    threshold = models.DecimalField(_("если меньше"), max_digits=14, decimal_places=2, null=True, blank=True)
    day = models.PositiveSmallIntegerField(_("день месяца"), null=True, blank=True)
    created_at = models.DateTimeField(_("включён"))
    next_at = models.DateTimeField(_("следующий"), null=True, blank=True)  # when it is due; of a threshold: not before
    stopped_at = models.DateTimeField(_("выключен"), null=True, blank=True)
    stopped_because = models.CharField(_("почему"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("автоплатёж")
        verbose_name_plural = _("автоплатежи")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="billing_auto_amount"),
            models.CheckConstraint(
                condition=Q(kind=AutoPaymentKind.THRESHOLD, threshold__isnull=False, day=None)
                | Q(kind=AutoPaymentKind.DAY, threshold=None, day__gte=1, day__lte=31),
                name="billing_auto_when",
            ),
            models.UniqueConstraint(
                fields=["user", "account", "kind"], condition=Q(stopped_at=None), name="billing_auto_one_of_a_kind"
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(stopped_at=None), name="billing_auto_due"),
            models.Index(fields=["account"], condition=Q(stopped_at=None, day=None), name="billing_auto_thresholds"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.amount}"

    @property
    def guarded_by(self) -> User:
        """Whose it is, for `accounts.access`."""
        return self.user


class PaymentStatus(models.TextChoices):
    CREATED = "created", _("начат")  # the provider does not know of it yet, or its answer was lost
    WAITING = "waiting", _("ждёт оплаты")
    SUCCEEDED = "succeeded", _("зачислен")
    REFUSED = "refused", _("отказ")
    EXPIRED = "expired", _("не оплачен вовремя")


OPEN_PAYMENTS = (PaymentStatus.CREATED, PaymentStatus.WAITING)


class Payment(models.Model):
    """One wish to pay. It is credited once, by `entry`, whatever the provider says how often.

    `payer` is who pays, None for a machine; what they see of the owner of another number is nothing.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="payments", db_index=False)
    line = models.ForeignKey(
        Line, null=True, on_delete=models.PROTECT, related_name="payments", db_index=False, verbose_name=_("номер")
    )
    payer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="payments",
        db_index=False,
        verbose_name=_("кто платит"),
    )
    method = models.ForeignKey(PaymentMethod, on_delete=models.PROTECT, related_name="+", verbose_name=_("способ"))
    amount = models.DecimalField(_("сумма"), max_digits=14, decimal_places=2)
    status = models.CharField(_("состояние"), max_length=10, choices=PaymentStatus, default=PaymentStatus.CREATED)
    channel = models.CharField(_("канал"), max_length=8, choices=Channel)
    provider = models.CharField(_("провайдер"), max_length=20)
    provider_reference = models.CharField(_("номер у провайдера"), max_length=80, null=True, blank=True)
    # What a notice called it: a hint, believed only after the provider was asked about it.
    hinted_reference = models.CharField(max_length=80, blank=True, default="", db_default="", editable=False)
    idempotency_key = models.CharField(max_length=80, unique=True, editable=False)
    pay_url = models.TextField(blank=True)  # where the person pays
    qr = models.TextField(blank=True)  # what a QR code of the fast payment system says
    refusal = models.CharField(_("почему отказ"), max_length=200, blank=True)
    saves = models.BooleanField(_("запомнить карту"), default=False)
    saved_method = models.ForeignKey(
        SavedMethod, null=True, blank=True, on_delete=models.PROTECT, related_name="payments", db_index=False
    )
    auto = models.ForeignKey(
        AutoPayment, null=True, blank=True, on_delete=models.PROTECT, related_name="payments", db_index=False
    )
    created_at = models.DateTimeField(_("начат"))
    expires_at = models.DateTimeField(_("оплатить до"))
    next_check_at = models.DateTimeField(null=True, editable=False)  # when the provider is asked what became of it
    checks = models.PositiveSmallIntegerField(default=0, editable=False)
    finished_at = models.DateTimeField(_("закончен"), null=True, blank=True)
    entry = models.OneToOneField(
        Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="payment", verbose_name=_("операция")
    )

    class Meta:
        verbose_name = _("платёж")
        verbose_name_plural = _("платежи")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="billing_payment_amount"),
            models.UniqueConstraint(fields=["provider", "provider_reference"], name="billing_payment_reference"),
            models.CheckConstraint(
                condition=Q(status=PaymentStatus.SUCCEEDED, entry__isnull=False)
                | (~Q(status=PaymentStatus.SUCCEEDED) & Q(entry=None)),
                name="billing_payment_credited",
            ),
            models.CheckConstraint(
                condition=Q(status__in=OPEN_PAYMENTS, finished_at=None)
                | (~Q(status__in=OPEN_PAYMENTS) & Q(finished_at__isnull=False)),
                name="billing_payment_finished_has_time",
            ),
            # What was refused or not paid in time may yet be asked about: banks say yes late. What is credited is done.
            models.CheckConstraint(
                condition=~Q(status=PaymentStatus.SUCCEEDED) | Q(next_check_at=None), name="billing_payment_done"
            ),
        ]
        indexes = [
            models.Index(fields=["payer", "-id"], name="billing_payment_of_payer"),
            models.Index(fields=["account", "-id"], name="billing_payment_of_account"),
            models.Index(
                fields=["next_check_at"], condition=Q(next_check_at__isnull=False), name="billing_payment_to_check"
            ),
            models.Index(fields=["auto", "-id"], condition=Q(auto__isnull=False), name="billing_payment_of_auto"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.get_status_display()}"

    @property
    def guarded_by(self) -> User | None:
        """Who may see it, for `accounts.access`: who pays, and not whose account it is."""
        return self.payer

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_PAYMENTS
