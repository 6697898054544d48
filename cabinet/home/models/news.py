"""News and announcements (H5)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cabinet.core.languages import in_language


class NewsItem(models.Model):
    """One piece of news, on the pages from `published_at` until `until`, or for good."""

    slug = models.SlugField(_("адрес"), max_length=60, unique=True)
    title_ru = models.CharField(_("заголовок"), max_length=120)
    title_en = models.CharField(_("заголовок по-английски"), max_length=120)
    text_ru = models.TextField(_("текст"), max_length=4000)
    text_en = models.TextField(_("текст по-английски"), max_length=4000)
    published_at = models.DateTimeField(_("с какого времени"))
    until = models.DateTimeField(_("до какого времени"), null=True, blank=True)

    class Meta:
        verbose_name = _("новость")
        verbose_name_plural = _("новости")
        ordering = ["-published_at", "-pk"]
        indexes = [models.Index(fields=["-published_at", "-id"], name="home_news_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("published_at")), name="home_news_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """In the active language."""
        return in_language(self.title_ru, self.title_en)

    @property
    def text(self) -> str:
        """In the active language; paragraphs are parted by an empty line."""
        return in_language(self.text_ru, self.text_en)
