"""`/tariffs/`, `/services/`, `/subscriptions/`, `/offers/`: each subject's own."""

from django.urls import include, path

from subscriptions.content.gateway_views import content_page

urlpatterns = [
    path("tariffs/", include("subscriptions.tariffs.urls")),
    path("services/", include("subscriptions.fixed.urls")),
    path("services/", include("subscriptions.extras.urls")),
    path("subscriptions/", include("subscriptions.content.urls")),
    path("gateway/content/", content_page, name="gateway-content"),
    path("offers/", include("subscriptions.recommending.urls")),
]
