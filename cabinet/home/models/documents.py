"""Papers of the operator for everybody (H1): data of the network, directories, licences."""

from __future__ import annotations

from pathlib import PurePath

from django.db import models
from django.utils.translation import gettext_lazy as _

from cabinet.core.languages import in_language


class DocumentKind(models.TextChoices):
    NETWORK = "network", _("Данные сети")
    DIRECTORY = "directory", _("Справочники")
    LICENCE = "licence", _("Лицензии и правила")


class Document(models.Model):
    """One file in the private storage, given to whoever asks; uploaded in the admin, which looks into it."""

    slug = models.SlugField(_("адрес"), max_length=60, unique=True)
    kind = models.CharField(_("раздел"), max_length=9, choices=DocumentKind)
    title_ru = models.CharField(_("название"), max_length=160)
    title_en = models.CharField(_("название по-английски"), max_length=160)
    file = models.FileField(_("файл"), upload_to="documents", max_length=160)
    size = models.PositiveIntegerField(_("байт"), editable=False)
    order = models.PositiveSmallIntegerField(_("порядок"), default=100)
    active = models.BooleanField(_("показывать"), default=True)
    changed_at = models.DateTimeField(_("изменён"), editable=False)

    class Meta:
        verbose_name = _("документ")
        verbose_name_plural = _("документы")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """In the active language."""
        return in_language(self.title_ru, self.title_en)

    @property
    def suffix(self) -> str:
        """What kind of file it is: `pdf`."""
        return PurePath(self.file.name or "").suffix.lstrip(".").lower()
