"""`/tariffs/`, `/services/`, `/subscriptions/`, `/offers/`: each subject's own."""

from django.urls import include, path

urlpatterns = [
    path("tariffs/", include("subscriptions.tariffs.urls")),
    path("services/", include("subscriptions.fixed.urls")),
    path("services/", include("subscriptions.extras.urls")),
    path("subscriptions/", include("subscriptions.content.urls")),
    path("offers/", include("subscriptions.recommending.urls")),
]
