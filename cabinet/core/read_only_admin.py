"""Journals in the admin: seen, never changed, not even by who may do everything."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

COUNTED = 2000  # rows: who looks further narrows the search


class BoundedPaginator(Paginator):
    """Counts no further than `COUNTED`: counting a journal of years takes minutes."""

    @cached_property
    def count(self) -> int:
        return cast("QuerySet", self.object_list)[:COUNTED].count()


class ReadOnlyAdmin(admin.ModelAdmin):
    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
