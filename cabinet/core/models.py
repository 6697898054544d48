"""Tables that belong to the portal as a whole."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cabinet.core.colours import validate_accent


class Brand(models.Model):
    """The operator's name, colour and telephone numbers: one row at most; without it the settings' defaults hold."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("название"), max_length=40)
    logo = models.TextField(
        _("логотип, SVG"), blank=True, help_text=_("Содержимое файла SVG. Пусто: первая буква названия.")
    )
    accent = models.CharField(_("основной цвет"), max_length=7, validators=[validate_accent], help_text="#FFC928")
    support_phone = models.CharField(_("короткий номер поддержки"), max_length=20)
    support_phone_free = models.CharField(_("бесплатный номер поддержки"), max_length=20, blank=True)
    support_phone_home = models.CharField(_("номер поддержки домашнего интернета"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("бренд")
        verbose_name_plural = _("бренд")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="core_brand_is_one")]

    def __str__(self) -> str:
        return self.name


class Heartbeat(models.Model):
    """When a process that serves no pages was last alive, for `/readyz`."""

    name = models.CharField(primary_key=True, max_length=40)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at:%H:%M:%S}"
