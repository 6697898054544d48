"""What staff write for everybody: news, offices, documents."""

from __future__ import annotations

from pathlib import PurePath

from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils import timezone

from cabinet.core.errors import DomainError
from cabinet.home.documents.contents import check
from cabinet.home.models import Document, NewsItem, Office


@admin.register(NewsItem)
class NewsItemAdmin(admin.ModelAdmin):
    list_display = ("title_ru", "published_at", "until")
    search_fields = ("title_ru", "title_en")
    prepopulated_fields = {"slug": ("title_en",)}
    ordering = ("-published_at",)


@admin.register(Office)
class OfficeAdmin(admin.ModelAdmin):
    list_display = ("city_ru", "address_ru", "hours", "time_zone", "order", "active")
    list_editable = ("order", "active")
    search_fields = ("city_ru", "address_ru")
    prepopulated_fields = {"slug": ("city_en",)}


class DocumentForm(forms.ModelForm):
    """A new file is looked into before it is kept."""

    class Meta:
        model = Document
        fields = ("kind", "title_ru", "title_en", "slug", "file", "order", "active")

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if "file" in self.changed_data:
            try:
                check(PurePath(file.name or "").suffix.lstrip(".").lower(), file, file.size or 0)
            except DomainError as error:
                raise forms.ValidationError(str(error.message)) from None
        return file


@admin.register(Document)
class DocumentAdmin(admin.ModelAdmin):
    form = DocumentForm
    list_display = ("title_ru", "kind", "suffix", "size", "changed_at", "order", "active")
    list_filter = ("kind",)
    prepopulated_fields = {"slug": ("title_en",)}

    def save_model(self, request: HttpRequest, obj: Document, form: object, change: bool) -> None:
        obj.size, obj.changed_at = obj.file.size, timezone.now()
        super().save_model(request, obj, form, change)
