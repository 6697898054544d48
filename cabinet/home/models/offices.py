"""Where people come in person (H3)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from cabinet.core.languages import in_language
from cabinet.home.offices.hours import Week, WrongHours, read_hours
from cabinet.home.offices.zones import validate_zone


def validate_hours(text: str) -> None:
    """For the admin: what is wrong with the hours as they were typed."""
    try:
        read_hours(text)
    except WrongHours as error:
        raise ValidationError(str(error)) from None


class Office(models.Model):
    """`hours` are as staff write them: «пн-пт 9:00-19:00; сб 10:00-17:00»; a day that is not named is closed."""

    slug = models.SlugField(_("адрес"), max_length=40, unique=True)
    city_ru = models.CharField(_("город"), max_length=60)
    city_en = models.CharField(_("город по-английски"), max_length=60)
    address_ru = models.CharField(_("где"), max_length=160)
    address_en = models.CharField(_("где, по-английски"), max_length=160)
    hours = models.CharField(
        _("когда открыто"),
        max_length=160,
        validators=[validate_hours],
        help_text=_("Например: пн-пт 9:00-19:00; сб 10:00-17:00"),
    )
    time_zone = models.CharField(_("часовой пояс"), max_length=40, default="Europe/Moscow", validators=[validate_zone])
    phone = models.CharField(_("телефон"), max_length=20, blank=True)
    order = models.PositiveSmallIntegerField(_("порядок"), default=100)
    active = models.BooleanField(_("показывать"), default=True)

    class Meta:
        verbose_name = _("офис")
        verbose_name_plural = _("офисы")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.city}, {self.address}"

    @property
    def city(self) -> str:
        """In the active language."""
        return in_language(self.city_ru, self.city_en)

    @property
    def address(self) -> str:
        """In the active language."""
        return in_language(self.address_ru, self.address_en)

    @property
    def week(self) -> Week:
        """When it is open, by its own clock."""
        return read_hours(self.hours)
