"""What can be had: tariffs, services, content of third parties. Each version is a row."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.models import RateCard
from billing.models.rates import Named, Unit
from cabinet.accounts.models import LineKind, Region
from cabinet.core.languages import in_language
from subscriptions.words import price_words

DEAREST = Decimal(100_000)  # roubles that anything here may cost


class Every(models.TextChoices):
    """How often it is charged for."""

    DAY = "day", _("каждый день")
    MONTH = "month", _("каждый месяц")
    NEVER = "never", _("без периодической платы")


def _sum(label: object) -> models.DecimalField[Decimal, Decimal]:
    return models.DecimalField(
        label,  # type: ignore[arg-type]
        max_digits=14,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(0), MaxValueValidator(DEAREST)],
    )


class Offering(Named):
    """One version of something on sale. `price` roubles are taken for each period, `connect_fee` once.

    A version that somebody has is never changed: `catalogue` makes the next one, which is sold from then on, and those
    who have this one keep it.
    """

    code = models.SlugField(_("код"), max_length=50)
    version = models.PositiveIntegerField(_("версия"), default=1)
    about_ru = models.CharField(_("описание"), max_length=400, help_text=_("Просто и коротко: что это даёт."))
    about_en = models.CharField(_("описание по-английски"), max_length=400, blank=True)
    price = _sum(_("цена за период, ₽"))
    every = models.CharField(_("период"), max_length=5, choices=Every, default=Every.MONTH)
    connect_fee = _sum(_("плата за подключение, ₽"))
    kinds = ArrayField(
        models.CharField(max_length=8, choices=LineKind),
        verbose_name=_("для каких номеров"),
        help_text=_("mobile, modem, home, tv, phone через запятую."),
    )
    regions = models.ManyToManyField(Region, blank=True, verbose_name=_("регионы"), help_text=_("Пусто: везде."))
    on_sale_from = models.DateField(_("продаётся с"), null=True, blank=True)
    on_sale_until = models.DateField(_("продаётся по"), null=True, blank=True)
    archived_at = models.DateTimeField(_("в архиве с"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("место в списке"), default=100)

    class Meta:
        abstract = True
        ordering = ["position", "code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="%(app_label)s_%(class)s_version"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(archived_at=None), name="%(app_label)s_%(class)s_one_on_sale"
            ),
            models.CheckConstraint(
                condition=Q(price__gte=0, connect_fee__gte=0), name="%(app_label)s_%(class)s_price_is_no_debt"
            ),
            models.CheckConstraint(
                condition=Q(price=0) | ~Q(every=Every.NEVER), name="%(app_label)s_%(class)s_price_has_a_period"
            ),
            models.CheckConstraint(condition=Q(every__in=Every.values), name="%(app_label)s_%(class)s_every"),
        ]

    @property
    def about(self) -> str:
        return in_language(self.about_ru, self.about_en)

    @property
    def price_words(self) -> str:
        """«550,00 ₽ в месяц»."""
        return price_words(self.price, self.every)

    def is_sold_on(self, day: date) -> bool:
        """Whether it can be had on `day`; where and on what line is another question (`catalogue.selectors`)."""
        begun = self.on_sale_from is None or self.on_sale_from <= day
        return self.archived_at is None and begun and (self.on_sale_until is None or day <= self.on_sale_until)


class ResumeBy(models.TextChoices):
    """From when a line that had no money is charged again."""

    FRESH = "fresh", _("со дня пополнения")
    KEPT = "kept", _("по прежним дням")


class Tariff(Offering):
    """What a line is on. `rate_card` has its packages and what usage costs beside them."""

    rate_card = models.ForeignKey(
        RateCard, on_delete=models.PROTECT, related_name="tariffs", verbose_name=_("тарифная сетка")
    )
    refunds_rest = models.BooleanField(
        _("возвращать плату за неиспользованные дни"), default=False, help_text=_("Когда с этого тарифа уходят.")
    )
    keeps_packages = models.BooleanField(
        _("оставлять пакеты до конца периода"), default=False, help_text=_("Когда с этого тарифа уходят.")
    )
    resume = models.CharField(_("после приостановки"), max_length=5, choices=ResumeBy, default=ResumeBy.FRESH)
    speed = models.PositiveIntegerField(_("скорость, Мбит/с"), null=True, blank=True)
    channels = models.PositiveIntegerField(_("телеканалов"), null=True, blank=True)

    class Meta(Offering.Meta):
        verbose_name = _("тариф")
        verbose_name_plural = _("тарифы")


POPUPS = "sim-popups"  # what the network calls the pop-ups of SIM cards


class ServiceCategory(models.TextChoices):
    INTERNET = "internet", _("Интернет")
    CALLS = "calls", _("Звонки и SMS")
    ABROAD = "abroad", _("За границей")
    SAFETY = "safety", _("Безопасность")
    TV = "tv", _("Телевидение")
    OTHER = "other", _("Другое")


class Service(Offering):
    """What a line can switch on besides its tariff. `requires`, `conflicts` and `tariffs` are codes, so that they hold
    for every version; a conflict counts for both, whichever of them names it."""

    category = models.CharField(_("раздел"), max_length=8, choices=ServiceCategory, default=ServiceCategory.OTHER)
    requires = ArrayField(
        models.SlugField(), default=list, blank=True, verbose_name=_("нужны услуги"), help_text=_("Коды через запятую.")
    )
    conflicts = ArrayField(
        models.SlugField(),
        default=list,
        blank=True,
        verbose_name=_("несовместима с услугами"),
        help_text=_("Коды через запятую."),
    )
    tariffs = ArrayField(
        models.SlugField(),
        default=list,
        blank=True,
        verbose_name=_("только на тарифах"),
        help_text=_("Коды через запятую; пусто: на любых."),
    )
    is_extra = models.BooleanField(
        _("дополнение"), default=False, help_text=_("Не списывается ниже порога, который выбрал абонент.")
    )
    network_code = models.SlugField(
        _("имя в сети"), blank=True, help_text=_("Что включает сеть; пусто: сеть об услуге не знает.")
    )

    class Meta(Offering.Meta):
        verbose_name = _("услуга")
        verbose_name_plural = _("услуги")

    def clean(self) -> None:
        """Pop-ups have one switch, and it is among the notifications (`extras.popups`)."""
        super().clean()
        if self.network_code == POPUPS:
            words = _("Всплывающие сообщения SIM-карты включают в «Уведомлениях»: услугой они быть не могут.")
            raise ValidationError({"network_code": words})


class ServiceAllowance(models.Model):
    """How much of a unit a period of a service gives: seconds, messages, bytes."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="allowances", db_index=False)
    unit = models.CharField(_("что"), max_length=8, choices=Unit)
    granted = models.PositiveBigIntegerField(_("сколько: секунды, сообщения, байты"))

    class Meta:
        verbose_name = _("пакет услуги")
        verbose_name_plural = _("пакеты услуги")
        constraints = [
            models.UniqueConstraint(fields=["service", "unit"], name="subscriptions_allowance_one_for_each"),
            models.CheckConstraint(condition=Q(unit__in=Unit.values), name="subscriptions_allowance_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.get_unit_display()}: {self.granted}"


class ContentProvider(models.Model):
    """A third party whose content subscribers pay for. `code` is its name towards the gateway."""

    code = models.SlugField(_("код"), unique=True)
    name = models.CharField(_("название"), max_length=120)
    phone = models.CharField(_("телефон поддержки"), max_length=20, blank=True)
    site = models.URLField(_("сайт"), blank=True)

    class Meta:
        verbose_name = _("поставщик контента")
        verbose_name_plural = _("поставщики контента")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ContentCategory(models.TextChoices):
    NEWS = "news", _("Новости и погода")
    FUN = "fun", _("Развлечения")
    GAMES = "games", _("Игры")
    MUSIC = "music", _("Музыка и видео")
    CHILDREN = "children", _("Детям")
    HEALTH = "health", _("Здоровье")


class ContentService(Offering):
    """Paid content that comes from `short_number`. The first `trial_days` days are free."""

    provider = models.ForeignKey(
        ContentProvider, on_delete=models.PROTECT, related_name="services", verbose_name=_("поставщик")
    )
    short_number = models.CharField(
        _("короткий номер"), max_length=10, validators=[RegexValidator(r"\A[0-9]{3,10}\Z")], db_index=True
    )
    category = models.CharField(_("раздел"), max_length=8, choices=ContentCategory, default=ContentCategory.FUN)
    trial_days = models.PositiveSmallIntegerField(_("бесплатных дней"), default=0, validators=[MaxValueValidator(90)])

    class Meta(Offering.Meta):
        verbose_name = _("подписка на контент")
        verbose_name_plural = _("подписки на контент")
