"""Under `/payments/`: what moves money."""

from django.urls import include, path

urlpatterns = [
    path("", include("billing.trust.urls")),
    path("", include("billing.transfers.urls")),
    path("", include("billing.limits.urls")),
    path("", include("billing.content.urls")),
]
