"""Under `/services/`."""

from django.urls import path

from subscriptions.extras import views

urlpatterns = [
    path("", views.services_page, name="services"),
    path("<slug:code>/on/", views.on_page, name="service-on"),
    path("<slug:code>/off/", views.off_page, name="service-off"),
]
