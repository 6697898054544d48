"""Accounts and their entries, which are never changed."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.causes import title
from billing.kinds import INCOMING, OUTGOING, EntryKind
from cabinet.accounts.models import Contract, Line
from cabinet.core.channels import Channel


class AccountKind(models.TextChoices):
    MAIN = "main", _("основной")
    CONTENT = "content", _("контентный")


class Account(models.Model):
    """Money of a contract. `balance`, `last_seq` and `last_posted_at` are those of its last entry: only
    `services.ledger` writes them, together with the entry.

    `notice_below`, `owed`, `awaits_money` and `billed_until` stand here, and not in tables of their own, because the
    ledger reads them with the lock that it takes anyway: whether a posting has to be told of costs no query. Nothing is
    posted before `billed_until`, the end of the last month that has a bill: what a bill says stays so.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="accounts", db_index=False, verbose_name=_("договор")
    )
    kind = models.CharField(_("вид"), max_length=8, choices=AccountKind, default=AccountKind.MAIN)
    balance = models.DecimalField(_("баланс"), max_digits=14, decimal_places=2, default=Decimal(0))
    floor = models.DecimalField(
        _("порог"),
        max_digits=14,
        decimal_places=2,
        default=Decimal(0),
        help_text=_("Ниже него не списывается то, на что нужны деньги."),
    )
    notice_below = models.DecimalField(
        _("предупредить, если меньше"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    owed = models.DecimalField(_("долг по доверительному платежу"), max_digits=14, decimal_places=2, default=Decimal(0))
    awaits_money = models.BooleanField(default=False)  # something waits for a top-up: a line that had no money
    stops_extras = models.BooleanField(
        _("не платить за дополнения ниже порога"), default=False, help_text=_("Порог: «предупредить, если меньше».")
    )
    last_seq = models.BigIntegerField(default=0)
    last_posted_at = models.DateTimeField(null=True)
    billed_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("лицевой счёт")
        verbose_name_plural = _("лицевые счета")
        constraints = [
            models.UniqueConstraint(fields=["contract", "kind"], name="billing_account_one_of_a_kind"),
            models.CheckConstraint(condition=Q(kind__in=AccountKind.values), name="billing_account_kind"),
            models.CheckConstraint(
                condition=Q(last_seq=0, last_posted_at=None, balance=0)
                | Q(last_seq__gt=0, last_posted_at__isnull=False),
                name="billing_account_empty_without_entries",
            ),
            models.CheckConstraint(condition=Q(owed__gte=0), name="billing_account_owes_nothing_less"),
        ]

    def __str__(self) -> str:
        return f"{self.contract.number}, {self.get_kind_display()}"

    @property
    def guarded_by(self) -> Contract:
        """Whose it is, for `accounts.access`."""
        return self.contract


class Entry(models.Model):
    """One movement of an account. The database refuses to change or delete it; what was wrong is reversed.

    `seq` counts the account's entries from 1 without gaps, and `posted_at` never goes back along it: statements go by
    these. `occurred_at` is when it happened in life: consumption goes by that. `reference` names the cause's own
    event, so that posting it again changes nothing.
    """

    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="entries", db_index=False)
    seq = models.BigIntegerField()
    line = models.ForeignKey(
        Line, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("номер")
    )
    kind = models.CharField(_("вид"), max_length=16, choices=EntryKind)
    amount = models.DecimalField(_("сумма"), max_digits=14, decimal_places=2)
    balance_after = models.DecimalField(_("стало"), max_digits=14, decimal_places=2)
    posted_at = models.DateTimeField(_("проведено"))
    occurred_at = models.DateTimeField(_("случилось"))
    reference = models.CharField(_("ссылка"), max_length=100)
    cause = models.JSONField(_("причина"), db_default={})
    reverses = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="reversals", db_index=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("кто"),
    )
    channel = models.CharField(_("канал"), max_length=8, choices=Channel)

    class Meta:
        verbose_name = _("операция")
        verbose_name_plural = _("операции")
        constraints = [
            models.UniqueConstraint(fields=["account", "seq"], name="billing_entry_seq"),
            models.UniqueConstraint(fields=["account", "reference"], name="billing_entry_reference"),
            models.UniqueConstraint(
                fields=["reverses"], condition=Q(kind=EntryKind.REVERSAL), name="billing_entry_reversed_once"
            ),
            models.CheckConstraint(condition=Q(seq__gt=0), name="billing_entry_seq_from_one"),
            models.CheckConstraint(
                condition=Q(amount__gt=0) & ~Q(kind__in=OUTGOING) | Q(amount__lt=0) & ~Q(kind__in=INCOMING),
                name="billing_entry_direction",
            ),
            models.CheckConstraint(condition=~Q(reference=""), name="billing_entry_reference_given"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="billing_entry_channel"),
            models.CheckConstraint(
                condition=~Q(kind=EntryKind.REVERSAL) | Q(reverses__isnull=False), name="billing_entry_reversal_of"
            ),
        ]
        indexes = [
            models.Index(fields=["account", "posted_at", "seq"], name="billing_entry_period"),
            models.Index(fields=["line", "account", "seq"], name="billing_entry_line"),
            models.Index(fields=["reverses"], condition=Q(reverses__isnull=False), name="billing_entry_given_back"),
            models.Index(fields=["made_by", "id"], condition=Q(made_by__isnull=False), name="billing_entry_made_by"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}/{self.seq} {self.kind} {self.amount}"

    @property
    def title(self) -> str:
        """What it was for, in the person's language."""
        return title(self.kind, self.cause)
