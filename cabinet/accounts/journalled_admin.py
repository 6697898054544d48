"""Cards in the admin whose opening and changing their owner reads of in the journal (A14)."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from cabinet.accounts.models import Contract, Line, SecurityEventKind, User
from cabinet.accounts.services.staff_trail import note_staff
from cabinet.core.net import origin_of


class JournalledAdmin(admin.ModelAdmin):
    """Mix it in before what makes the card."""

    def subject_of(self, obj: Any) -> User | Contract | Line | None:
        """Whose data the row is; other rows than these three say it themselves."""
        return cast("User | Contract | Line", obj)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        answer = super().change_view(request, object_id, form_url, extra_context)
        if request.method == "GET" and answer.status_code == 200:
            seen = self.get_object(request, object_id)
            if seen is not None:
                self._note(SecurityEventKind.LOOKED_AT, request, seen)
        return answer

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Django calls it in the transaction of the change."""
        self._note(SecurityEventKind.STAFF_CHANGED, request, obj)
        return super().log_change(request, obj, message)

    def note_look(self, request: HttpRequest, subject: User | Contract | Line) -> None:
        """For lists that were searched for."""
        self._write(SecurityEventKind.LOOKED_AT, request, subject)

    def _note(self, kind: SecurityEventKind, request: HttpRequest, about: Any) -> None:
        subject = self.subject_of(about)
        if subject is not None:
            self._write(kind, request, subject)

    def _write(self, kind: SecurityEventKind, request: HttpRequest, about: User | Contract | Line) -> None:
        staff = cast(User, request.user)
        what = str(self.opts.model_name)
        note_staff(kind, staff=staff, about=about, what=what, origin=origin_of(request), now=timezone.now())
