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
    support_phone_roaming = models.CharField(_("номер поддержки для тех, кто за границей"), max_length=20, blank=True)
    support_email = models.EmailField(_("электронная почта поддержки"), blank=True)

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


class Alarm(models.Model):
    """Something that a person on duty must see; one row for each thing that can be wrong (`core.alarms`)."""

    name = models.CharField(_("тревога"), max_length=40)
    scope = models.CharField(_("где"), max_length=40)
    about = models.CharField(_("что случилось"), max_length=200)
    started_at = models.DateTimeField(_("началась"))
    last_at = models.DateTimeField(_("последний раз"), db_index=True)
    times = models.PositiveIntegerField(_("раз подряд"))

    class Meta:
        verbose_name = _("тревога")
        verbose_name_plural = _("тревоги")
        constraints = [models.UniqueConstraint(fields=["name", "scope"], name="core_alarm_unique")]

    def __str__(self) -> str:
        return f"{self.name} {self.scope}"


class Suspicion(models.Model):
    """Failures of a device, of a network or at a number, without a quiet time between them; `key` is a keyed hash."""

    key = models.CharField(primary_key=True, max_length=64)
    times = models.PositiveIntegerField()
    last_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key[:8]}: {self.times}"


class SpentChallenge(models.Model):
    """A proof of work that was accepted, so that it is not accepted again."""

    signature = models.CharField(primary_key=True, max_length=64)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.signature[:8]
