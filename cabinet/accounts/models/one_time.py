"""Passwords that the call centre reads out to people who cannot receive SMS (A6)."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models.contracts import Contract, Line
from cabinet.accounts.models.people import User


class OneTimePassword(models.Model):
    """One password read out to the owner of a contract, kept as a keyed hash. It works once, with the number it was
    given for, and only to set a permanent one."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("абонент"))
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+", verbose_name=_("договор"))
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+", verbose_name=_("номер"))
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("специалист"))
    digest = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(_("выдан"), default=timezone.now)
    expires_at = models.DateTimeField(_("действует до"), db_index=True)
    used_at = models.DateTimeField(_("использован или заменён"), null=True)

    class Meta:
        verbose_name = _("одноразовый пароль")
        verbose_name_plural = _("одноразовые пароли")
        permissions = [("give_temporary_password", _("Может выдавать временные пароли после проверки документа"))]
        constraints = [
            models.UniqueConstraint(
                fields=["line"], condition=models.Q(used_at=None), name="accounts_onetimepassword_one_alive"
            )
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.created_at:%d.%m.%Y %H:%M}"
