"""Offers of access to another person, until they are taken or not (A9)."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models.contracts import Contract, Line, Role
from cabinet.accounts.models.people import User
from cabinet.core import phones


class OfferEnd(models.TextChoices):
    TAKEN = "taken", _("принято")
    DECLINED = "declined", _("отказались")
    WITHDRAWN = "withdrawn", _("отозвано")
    EXPIRED = "expired", _("истекло")
    LINE_CLOSED = "closed", _("номер закрыт")


class AccessOffer(models.Model):
    """What an owner offered to whoever has a number: these lines, as they were then, and no later ones.

    `to_line` is the line that had the number when it was offered: the same digits given to somebody else later take
    nothing (A13). It is null for a number that nobody has: the offer looks the same and is never taken.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="offers", verbose_name=_("договор"))
    lines = models.ManyToManyField(Line, related_name="+", verbose_name=_("номера"))
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="offers_made", verbose_name=_("кто"))
    msisdn = models.CharField(_("кому"), max_length=15)
    to_line = models.ForeignKey(Line, null=True, on_delete=models.PROTECT, related_name="offers_to")
    role = models.CharField(_("роль"), max_length=8, choices=Role)
    sees_details = models.BooleanField(_("видит детализацию"), default=True)
    until = models.DateTimeField(_("до"), null=True)
    created_at = models.DateTimeField(_("предложено"))
    expires_at = models.DateTimeField(_("ждёт до"))
    ended_at = models.DateTimeField(_("закончено"), null=True)
    end = models.CharField(_("чем"), max_length=9, blank=True, choices=OfferEnd)
    taken_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("принял"))

    class Meta:
        verbose_name = _("предложение доступа")
        verbose_name_plural = _("предложения доступа")
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "msisdn"], condition=Q(ended_at=None), name="accounts_accessoffer_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="") | (Q(ended_at__isnull=False) & ~Q(end="")),
                name="accounts_accessoffer_end_has_time",
            ),
            models.CheckConstraint(
                condition=Q(end="taken") ^ Q(taken_by=None), name="accounts_accessoffer_taken_by_somebody"
            ),
        ]
        indexes = [
            models.Index(fields=["to_line"], condition=Q(ended_at=None), name="accounts_accessoffer_waiting"),
            models.Index(fields=["made_by", "created_at"], name="accounts_accessoffer_made"),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} → {phones.masked(self.msisdn)}"

    @property
    def last_day(self) -> datetime | None:
        """A moment of the last day that is within."""
        return self.until - timedelta(microseconds=1) if self.until else None
