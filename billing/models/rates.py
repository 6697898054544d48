"""What usage costs: rate cards, and which card a line is on since when. Rating reads nothing else of a tariff."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import Line
from cabinet.core.languages import in_language

LONGEST_STEP = 10**12  # a terabyte at once: whole steps of any volume are still a number of the database


class Unit(models.TextChoices):
    """What is used, and counted in: seconds, messages, bytes."""

    VOICE = "voice", _("звонки")
    SMS = "sms", _("SMS")
    DATA = "data", _("интернет")


class Named(models.Model):
    """A name that staff write, in both languages."""

    name_ru = models.CharField(_("название"), max_length=80)
    name_en = models.CharField(_("название по-английски"), max_length=80, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.name_ru, self.name_en)


class RateCard(Named):
    """Prices of usage (`rates`) and what each period gives for nothing (`allowances`).

    A card that lines were ever rated by is not edited: a new one takes its place.
    """

    code = models.SlugField(_("код"), unique=True)

    class Meta:
        verbose_name = _("тарифная сетка")
        verbose_name_plural = _("тарифные сетки")
        ordering = ["code"]


class Rate(Named):
    """`price` roubles for each started `step` of a unit (60 seconds, 1 message, 102,400 bytes).

    The longest `prefix` of the counterpart's number decides; the empty one is for all others. Roaming has rates of its
    own. `from_package`: whether packages are taken before money. The name is what the charge is called by; calls at
    home need none.
    """

    name_ru = models.CharField(
        _("название"), max_length=80, blank=True, help_text=_("«Казахстан», «В роуминге»; пусто у обычной связи.")
    )

    rate_card = models.ForeignKey(RateCard, on_delete=models.PROTECT, related_name="rates", db_index=False)
    unit = models.CharField(_("что"), max_length=8, choices=Unit)
    roaming = models.BooleanField(_("в роуминге"), default=False)
    prefix = models.CharField(
        _("куда: начало номера"), max_length=15, blank=True, validators=[RegexValidator(r"\A[0-9]*\Z")]
    )
    step = models.PositiveBigIntegerField(
        _("шаг: секунды, сообщения, байты"), validators=[MinValueValidator(1), MaxValueValidator(LONGEST_STEP)]
    )
    price = models.DecimalField(_("цена шага, ₽"), max_digits=14, decimal_places=4)
    from_package = models.BooleanField(_("сначала из пакета"), default=True)

    class Meta:
        verbose_name = _("цена связи")
        verbose_name_plural = _("цены связи")
        constraints = [
            models.UniqueConstraint(
                fields=["rate_card", "unit", "roaming", "prefix"], name="billing_rate_one_for_each"
            ),
            models.CheckConstraint(
                condition=Q(step__gt=0, step__lte=LONGEST_STEP, price__gte=0), name="billing_rate_step_and_price"
            ),
            models.CheckConstraint(condition=Q(unit__in=Unit.values), name="billing_rate_unit"),
        ]


class Allowance(models.Model):
    """How much of a unit a period of a card gives: seconds, messages, bytes."""

    rate_card = models.ForeignKey(RateCard, on_delete=models.PROTECT, related_name="allowances", db_index=False)
    unit = models.CharField(_("что"), max_length=8, choices=Unit)
    granted = models.PositiveBigIntegerField(_("сколько: секунды, сообщения, байты"))

    class Meta:
        verbose_name = _("пакет тарифа")
        verbose_name_plural = _("пакеты тарифа")
        constraints = [
            models.UniqueConstraint(fields=["rate_card", "unit"], name="billing_allowance_one_for_each"),
            models.CheckConstraint(condition=Q(unit__in=Unit.values), name="billing_allowance_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.get_unit_display()}: {self.granted}"


class LineRate(models.Model):
    """Which card a line is on from `from_at`, until the next row's `from_at`."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="rates", db_index=False)
    rate_card = models.ForeignKey(RateCard, on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField(_("с"))

    class Meta:
        verbose_name = _("сетка номера")
        verbose_name_plural = _("сетки номеров")
        constraints = [models.UniqueConstraint(fields=["line", "from_at"], name="billing_line_rate_one_at_once")]

    def __str__(self) -> str:
        return f"{self.line_id} {self.rate_card_id} {self.from_at:%Y-%m-%d}"
