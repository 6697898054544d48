"""Addresses. They are fixed: people and programs rely on them (docs/architecture.md)."""

from django.contrib import admin
from django.urls import include, path

handler400 = "cabinet.core.error_pages.bad_request"
handler403 = "cabinet.core.error_pages.forbidden"
handler404 = "cabinet.core.error_pages.not_found"
handler500 = "cabinet.core.error_pages.server_error"

urlpatterns = [
    path("", include("cabinet.core.urls")),
    path("", include("cabinet.home.urls")),
    path("", include("cabinet.accounts.urls")),
    path("", include("cabinet.sms.urls")),
    path("", include("cabinet.mail.urls")),
    path("", include("cabinet.requests.urls")),
    path("", include("cabinet.commands.urls")),
    path("finance/", include("billing.urls")),
    path("payments/", include("billing.payments.urls")),
    path("api/v1/", include("billing.api_urls")),
    path("", include("subscriptions.urls")),
    path("", include("billing.usage.gateway_urls")),
    path("", include("billing.payments.gateway_urls")),
    path("", include("chat.urls")),
    path("desk/", include("cabinet.desk.urls")),
    path("admin/", admin.site.urls),
]
