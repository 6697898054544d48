"""News, offices and documents of the demonstration, made of the files beside this one."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.core.files.base import ContentFile

from cabinet.core.toml_rows import rows_of
from cabinet.home.models import Document, DocumentKind, NewsItem, Office

FILES = Path(__file__).parent
DOCUMENTS = (  # file, kind, title in Russian and in English
    ("internet-settings.csv", DocumentKind.NETWORK, "Настройки интернета и SMS", "Settings of internet and SMS"),
    ("number-codes.csv", DocumentKind.DIRECTORY, "Коды номеров по регионам", "Codes of numbers by region"),
    ("communication-rules.txt", DocumentKind.LICENCE, "Правила оказания услуг связи", "Rules of the service"),
)


def load(*, now: datetime) -> None:
    """Make the rows, or bring those with the same slugs up to date."""
    for row in rows_of(FILES / "news.toml", "news"):
        days, slug = row.pop("days_ago"), row.pop("slug")
        told = {key: value.strip() for key, value in row.items()}
        NewsItem.objects.update_or_create(slug=slug, defaults=told | {"published_at": now - timedelta(days=days)})
    for order, row in enumerate(rows_of(FILES / "offices.toml", "office"), start=1):
        Office.objects.update_or_create(slug=row.pop("slug"), defaults=row | {"order": order})
    for name, kind, title_ru, title_en in DOCUMENTS:
        _document(FILES / name, kind, title_ru, title_en, now)


def _document(path: Path, kind: DocumentKind, title_ru: str, title_en: str, now: datetime) -> None:
    if Document.objects.filter(slug=path.stem).exists():
        return
    content = path.read_bytes()
    made = Document(slug=path.stem, kind=kind, title_ru=title_ru, title_en=title_en, size=len(content), changed_at=now)
    made.file.save(path.name, ContentFile(content))
