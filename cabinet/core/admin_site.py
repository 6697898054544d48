"""The admin, behind a second factor: password alone, or a code by SMS, never opens it (A12)."""

from __future__ import annotations

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _


class StaffAdminConfig(AdminConfig):
    default_site = "cabinet.core.admin_site.StaffAdminSite"


class StaffAdminSite(AdminSite):
    site_header = site_title = _("Управление порталом")
    index_title = _("Разделы")

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and request.user.is_verified()  # type: ignore[union-attr]

    def login(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """Staff sign in on the portal's own pages, which ask for the second factor."""
        if self.has_permission(request):
            return redirect("admin:index")
        after = request.GET.get("next", reverse("admin:index"))
        return redirect(f"{reverse('login-password')}?{urlencode({'next': after})}")

    def logout(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        return redirect("logout")

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """On the portal's own page, which ends the other sessions and their sockets."""
        return redirect("settings-password")
