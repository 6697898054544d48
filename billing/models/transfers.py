"""Money from one number to another, and asking for it; asking to be called back (B8, B9)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from billing.models.accounts import Account, Entry
from cabinet.accounts.models import Line
from cabinet.core.channels import Channel


class MoneyRequestStatus(models.TextChoices):
    WAITING = "waiting", _("ждёт ответа")
    PAID = "paid", _("деньги переведены")
    REFUSED = "refused", _("отказано")
    EXPIRED = "expired", _("время вышло")


class MoneyRequest(models.Model):
    """`asker` asks the number `msisdn` for `amount`. A number that nobody has is kept, too, and looks the same."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    asker = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="money_asked", verbose_name=_("кто просит"))
    msisdn = models.CharField(_("у кого"), max_length=15, db_index=True)
    line = models.ForeignKey(
        Line, null=True, on_delete=models.PROTECT, related_name="money_asked_of", verbose_name=_("номер")
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    channel = models.CharField(_("канал"), max_length=8, choices=Channel)
    amount = models.DecimalField(_("сумма"), max_digits=14, decimal_places=2)
    status = models.CharField(_("состояние"), max_length=8, choices=MoneyRequestStatus, default="waiting")
    created_at = models.DateTimeField(_("когда"))
    expires_at = models.DateTimeField(_("действует до"))
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("просьба о деньгах")
        verbose_name_plural = _("просьбы о деньгах")
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="billing_money_request_amount")]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(status="waiting"), name="billing_money_request_waits"),
        ]

    def __str__(self) -> str:
        return f"{self.amount}, {self.get_status_display()}"

    @property
    def guarded_by(self) -> Line | None:
        """Who may answer it, for `accounts.access`: whoever manages the number that is asked."""
        return self.line


class TransferStatus(models.TextChoices):
    CREATED = "created", _("ждёт кода")
    DONE = "done", _("выполнен")
    CANCELLED = "cancelled", _("отменён")
    EXPIRED = "expired", _("не подтверждён вовремя")
    REFUSED = "refused", _("не выполнен")  # the code was right, and the money could not go


class Transfer(models.Model):
    """`amount` to the number `msisdn`: begun, and done once its code was typed. Both entries or none.

    `to_line` is who had that number when it began; nobody, if it is no number of ours, which looks the same until the
    code was typed. `to_account` is known once it is done.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    from_account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="transfers_out", db_index=False)
    from_line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="transfers_out", db_index=False)
    msisdn = models.CharField(_("кому"), max_length=15)
    to_account = models.ForeignKey(
        Account, null=True, on_delete=models.PROTECT, related_name="transfers_in", db_index=False
    )
    to_line = models.ForeignKey(Line, null=True, on_delete=models.PROTECT, related_name="transfers_in", db_index=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    channel = models.CharField(_("канал"), max_length=8, choices=Channel)
    asked_by = models.OneToOneField(
        MoneyRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="transfer"
    )
    amount = models.DecimalField(_("сумма"), max_digits=14, decimal_places=2)
    fee = models.DecimalField(_("плата"), max_digits=14, decimal_places=2, default=0)
    status = models.CharField(_("состояние"), max_length=9, choices=TransferStatus, default=TransferStatus.CREATED)
    created_at = models.DateTimeField(_("начат"))
    expires_at = models.DateTimeField(_("подтвердить до"))
    done_at = models.DateTimeField(_("выполнен"), null=True, blank=True)
    out_entry = models.OneToOneField(
        Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="transfer_out"
    )
    in_entry = models.OneToOneField(Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="transfer_in")

    class Meta:
        verbose_name = _("перевод")
        verbose_name_plural = _("переводы")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0, fee__gte=0), name="billing_transfer_amount"),
            models.CheckConstraint(condition=~Q(from_account=F("to_account")), name="billing_transfer_to_another"),
            models.CheckConstraint(
                condition=Q(
                    status=TransferStatus.DONE,
                    done_at__isnull=False,
                    to_account__isnull=False,
                    to_line__isnull=False,
                    out_entry__isnull=False,
                    in_entry__isnull=False,
                )
                | (~Q(status=TransferStatus.DONE) & Q(done_at=None, out_entry=None, in_entry=None)),
                name="billing_transfer_both_or_none",
            ),
            models.UniqueConstraint(
                fields=["from_line"],
                condition=Q(status=TransferStatus.CREATED),
                name="billing_transfer_one_waits_of_a_line",
            ),
        ]
        indexes = [
            models.Index(fields=["from_account", "-id"], name="billing_transfer_from"),
            models.Index(fields=["to_account", "-id"], name="billing_transfer_to"),
            models.Index(
                fields=["from_account", "done_at"],
                condition=Q(status=TransferStatus.DONE),
                name="billing_transfer_done",
            ),
            models.Index(
                fields=["expires_at"], condition=Q(status=TransferStatus.CREATED), name="billing_transfer_waits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount}, {self.get_status_display()}"

    @property
    def guarded_by(self) -> Line:
        """Whose it is, for `accounts.access`."""
        return self.from_line

    @property
    def waits(self) -> bool:
        """Whether its code may still be typed, as far as the row knows: `expires_at` is asked of the clock."""
        return self.status == TransferStatus.CREATED


class CallMe(models.Model):
    """«Позвони мне»: asked by `line` of the number `msisdn`, which may be nobody's."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="call_mes", db_index=False)
    msisdn = models.CharField(max_length=15)
    channel = models.CharField(max_length=8, choices=Channel)
    at = models.DateTimeField()
    sent = models.BooleanField()  # False: nobody's number, or one that forbids it

    class Meta:
        verbose_name = _("просьба перезвонить")
        verbose_name_plural = _("просьбы перезвонить")
        indexes = [
            models.Index(fields=["line", "-at"], name="billing_call_me_of_line"),
            models.Index(fields=["msisdn", "at"], name="billing_call_me_to"),
            models.Index(fields=["at"], name="billing_call_me_age"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.at:%Y-%m-%d %H:%M}"


class PhonePreference(models.Model):
    """What a line takes from strangers' numbers; a line without a row takes both."""

    line = models.OneToOneField(Line, primary_key=True, on_delete=models.PROTECT, related_name="phone_preference")
    takes_call_me = models.BooleanField(_("можно просить перезвонить"), default=True)
    takes_money_requests = models.BooleanField(_("можно просить денег"), default=True)

    def __str__(self) -> str:
        return str(self.line_id)
